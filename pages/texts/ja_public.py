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
    "public.odd.text": "送信された内容を読み取れませんでした。変更されたものはありません。前のページに戻り、"
    "もう一度お試しください。",
}
