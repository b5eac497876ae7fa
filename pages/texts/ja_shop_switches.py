"""Japanese: what turning on, or off, something that is shown before the purchase would do."""

TEXTS = {
    "head.now_there": "現在",
    "head.then_there": "変更後",
    "switch.shop.on": "これ以降、ストアのすべての商品について、日付が変わるたびに実行します。",
    "switch.shop.off": "これ以降は何も実行しません。",
    "switch.shop.stopped": "商品{total}件のうち、最初の{looked}件を数えました。",
    "switch.shop.no_lead": "{n}件の商品に調達日数が設定されていないため、"
    "在庫と入荷予定を超える分は約束できません。"
    "設定または商品ページで調達日数を入力してください。",
    "switch.shop.no_lead.one": "1件の商品に調達日数が設定されていないため、"
    "在庫と入荷予定を超える分は約束できません。"
    "設定または商品ページで調達日数を入力してください。",
    "switch.shop.rows": "最初の商品",
    "switch.offers.dated": "日付を表示する商品：{n}件",
    "switch.offers.dated.one": "日付を表示する商品：1件",
    "switch.offers.in_stock": "在庫の分だけ販売する商品：{n}件",
    "switch.offers.in_stock.one": "在庫の分だけ販売する商品：1件",
    "switch.offers.none": "約束できる日付がなく、品切れと表示する商品：{n}件",
    "switch.offers.none.one": "約束できる日付がなく、品切れと表示する商品：1件",
    "switch.offers.carried": "商品{n}件に書き込んだ内容をショップから取り除きます。",
    "switch.offers.carried.one": "商品1件に書き込んだ内容をショップから取り除きます。",
    "switch.selling.begins": "在庫を超える販売を始める商品：{n}件",
    "switch.selling.begins.one": "在庫を超える販売を始める商品：1件",
    "switch.selling.ends": "在庫を超える販売をやめる商品：{n}件",
    "switch.selling.ends.one": "在庫を超える販売をやめる商品：1件",
    "switch.selling.stays": "現在のままの商品：{n}件",
    "switch.selling.stays.one": "現在のままの商品：1件",
    "switch.selling.unknown": "ショップから販売方法の情報がまだない商品：{n}件",
    "switch.selling.unknown.one": "ショップから販売方法の情報がまだない商品：1件",
    "switch.selling.changed": "商品{n}件の在庫を超える販売を、元の設定に戻します。",
    "switch.selling.changed.one": "商品1件の在庫を超える販売を、元の設定に戻します。",
    "switch.storefront.longer": "「お届けに時間がかかる商品」のページに載る商品：{n}件",
    "switch.storefront.longer.one": "「お届けに時間がかかる商品」のページに載る商品：1件",
    "switch.storefront.answered": "注文できる数量と日付をお客様のブラウザに答える商品：{n}件",
    "switch.storefront.answered.one": "注文できる数量と日付をお客様のブラウザに答える商品：1件",
    "switch.storefront.gone": "お届けに時間がかかる商品のページ、入荷待ちの申し込みフォーム、スクリプト、"
    "ブラウザへの回答は、テーマ内も含めてすぐに表示されなくなります。"
    "再びオンにするまでリンクはつながりません。",
    "switch.waitlist.alone": "公開ページがオフのため、"
    "オンにするまで入荷待ちの申し込みフォームは表示されません。",
    "switch.waitlist.untold": "お待ちの方：{n}人。オフの間はお知らせしませんが、順番は保たれます",
    "switch.waitlist.untold.one": "お待ちの方：1人。オフの間はお知らせしませんが、順番は保たれます",
    "switch.waitlist.waiting": "すでにお待ちのメールアドレス：{n}件",
    "switch.waitlist.waiting.one": "すでにお待ちのメールアドレス：1件",
    "switch.waitlist.none": "現在注文できず、入荷のお知らせを受け付ける商品：{n}件",
    "switch.waitlist.none.one": "現在注文できず、入荷のお知らせを受け付ける商品：1件",
    "in_shop.nothing": "表示なし",
    "in_shop.dated": "日付を表示",
    "in_shop.in_stock": "在庫の分のみ",
    "in_shop.none": "品切れ（日付なし）",
    "in_shop.sells_on": "在庫を超えて販売",
    "in_shop.sells_out": "在庫の分のみ販売",
    "in_shop.unknown": "情報なし",
}
