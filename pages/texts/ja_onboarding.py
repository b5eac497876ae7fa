"""Japanese: setting up."""

TEXTS = {
    "steps.title": "初期設定",
    "steps.progress": "{all}件中{done}件が完了",
    "steps.done": "完了",
    "steps.open": "未完了",
    "steps.connected": "ストアを接続する",
    "steps.connected.how": "ShopifyまたはWooCommerce。追加されるのはWebhookだけで、"
    "メールは誰にも送られません。",
    "steps.synced": "初回の読み込みを待つ",
    "steps.synced.how": "商品・在庫・未完了の注文を自動で読み込みます。終わるまで日付は計算しません。",
    "steps.sender": "差出人ドメインを確認する",
    "steps.sender.how": "SPF・DKIM・DMARCは、メールが本当にお店からのものだと示します。"
    "不足があればお知らせします。",
    "steps.lead_times": "入荷までの日数を決める",
    "steps.lead_times.how": "入荷予定がないとき、日付はこの日数から計算されます。"
    "表示のままでよい場合も保存してください。",
    "steps.switches": "外部への操作をオンにする",
    "steps.switches.how": "タグ・記録・保留・メールは、影響を確認してオンにするまで動きません。",
    "steps.test_order": "テスト注文をする",
    "steps.test_order.how": "お店で在庫切れの商品を注文してください。1分ほどでここに表示されます。",
    "done.kept": "変更はありません。このままの値で確定しました。",
    "said.settings_kept": "{store}の設定をそのまま確定:{names}",
}
