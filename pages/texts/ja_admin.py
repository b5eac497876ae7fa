"""Japanese: an order in the shop's own admin, and its letter once more."""

TEXTS = {
    "again.title": "注文 {name} のメールを再送",
    "again.look": "メールを再送する",
    "again.to": "{to} 宛て。現在の内容:",
    "again.confirm": "再送する",
    "done.letter_again": "メールを再送します。",
    "kind.letter_again": "お客様へのメールの再送",
    "field.letter": "メール",
    "said.letter_again": "メールの再送を依頼しました",
    "cure.letters_off": "この注文ではオフです。メールをオンにするか、スイッチより前の注文であれば対象に"
    "加えてください",
    "cure.letter_not_sent": "まだ送信されていないか、確認が必要な状態です。「要確認」をご確認ください",
    "cure.letter_under_way": "すでに送信待ちです",
    "cure.letter_just_sent": "前回の送信から{minutes}分たっていません。少し時間をおいてください",
    "cure.letter_empty": "お知らせする内容がありません。入荷待ちの明細がないか、お客様の宛先が不明です",
}
