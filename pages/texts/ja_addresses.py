"""Japanese: what a merchant may put into the shop's own pages."""

TEXTS = {
    "addresses": "ショップのページ用",
    "addresses.items": "お届けに時間がかかる商品のページ（リンク用）",
    "addresses.proxy": "テーマ内に表示される同じページ（ショップのメニュー用）",
    "addresses.availability": "商品の発送予定を取得するアドレス（独自のスクリプト用、JSON）",
    "addresses.widget": "プラグインを使わずに商品ページへ日付を表示する場合に、テーマへ追加する1行",
    "addresses.waitlist": "入荷待ちリスト（プラグインの設定用）",
}
