"""Japanese: what buyers read on pages of ours."""

TEXTS = {
    "public.not_found.title": "ページが見つかりません",
    "public.not_found.text": "移動したか、このショップでの掲載が終了した可能性があります。"
    "変更されたものはありません。",
    "public.too_often.title": "少々お待ちください",
    "public.too_often.text": "お使いの接続元から多数のリクエストがありました。変更されたものはありません。"
    "1分ほどしてからもう一度お試しください。",
    "public.away.title": "ただいま表示できません",
    "public.away.text": "現在このページを表示できません。変更されたものはありません。1分ほどしてからもう一度"
    "お試しください。",
    "public.odd.title": "処理できませんでした",
    "longer.title": "お届けまでにお時間をいただく商品",
    "longer.about": "{shop}が入荷前からご注文を承っている商品です。"
    "発送予定日と、代わりにすぐお届けできる商品をご案内します。",
    "longer.price": "価格",
    "longer.price_at_shop": "ショップの商品ページをご覧ください",
    "longer.delivery": "引渡時期",
    "longer.order": "注文する",
    "longer.alternatives": "在庫のある商品",
    "longer.empty": "現在、通常よりお時間をいただく商品はありません。",
    "public.odd.text": "送信された内容を読み取れませんでした。変更されたものはありません。前のページに戻り、"
    "もう一度お試しください。",
}
