"""Japanese: what is shown before the purchase."""

TEXTS = {
    "section.selling": "在庫を超える販売",
    "section.selling.what": "すでに注文されたお客様の分をすべて数えたうえで、次のお客様に約束できる範"
    "囲です。調達日数は、ここまたは商品ページでご自身が設定した場合にのみ使わ"
    "れます。",
    "field.sell_up_to": "販売する範囲",
    "field.longest_wait_days": "最長の待ち日数",
    "field.serves": "各拠点の配送先の国",
    "setting.sell_up_to": "範囲を超えると、次のお客様には品切れと表示されます。",
    "setting.longest_wait_days": "これより先の日付は約束しません。0は制限なし。",
    "setting.serves": "2文字の国コード（例：JP US）。空欄の場合はすべての国に配送します。",
    "sell_up_to.lead": "制限なし：入荷予定がない分は調達日数で日付を計算",
    "sell_up_to.inbound": "入荷予定の数量がすべて引き当てられるまで",
    "foreseen.buyers": "次のお客様への表示",
    "foreseen.ends_selling": "{n}件の商品で、在庫を超える販売が止まります。",
    "foreseen.ends_selling.one": "1件の商品で、在庫を超える販売が止まります。",
    "foreseen.begins_selling": "{n}件の商品で、在庫を超える販売が始まります。",
    "foreseen.begins_selling.one": "1件の商品で、在庫を超える販売が始まります。",
    "foreseen.other_day_selling": "{n}件の商品で、次のお客様に表示される日付が変わります。",
    "foreseen.other_day_selling.one": "1件の商品で、次のお客様に表示される日付が変わります。",
    "foreseen.same_for_buyers": "次のお客様への表示は変わりません。",
    "effect.offers": "ショップでの日付表示",
    "effect.offers.what": "次のお客様の商品を発送できる日を、ショップの各商品に書き込み、ショップの"
    "ページに表示できるようにします。日付ごとに注文できる数量も書き込まれ、ページを開いた方は誰でも"
    "その数を読み取れます。",
    "effect.selling": "在庫を超える販売",
    "effect.selling.what": "日付を約束できる間は在庫を超えて販売し、約束できなくなったら販売を止めます。",
    "effect.storefront": "公開ページ",
    "effect.storefront.what": "注文できる数量と発送日をお客様のブラウザに答え、お届けに時間がかかる商品"
    "のページを表示します。商品ごとに注文できる正確な数量は、誰でも読み取れるようになります。",
    "effect.waitlist": "入荷待ちリスト",
    "effect.waitlist.what": "商品を待つ方のメールアドレスを受け付け、アドレスの確認後、注文できるように"
    "なったときに在庫数を超えない人数ずつお知らせします。",
    "effect.events": "他のツールへのイベント通知",
    "effect.events.what": "受注残の発生、約束、日付変更、準備完了、発送、キャンセルを、署名付きでご"
    "指定のアドレスとShopify Flowに知らせます。",
}
