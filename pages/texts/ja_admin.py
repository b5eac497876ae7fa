"""Japanese: an order in the shop's own admin, and its letter once more."""

TEXTS = {
    "admin.stranger": "ご本人を確認できません。管理画面でアプリを一度開いてから、"
    "このページを再読み込みしてください。",
    "admin.no_leave": "この操作の権限がありません。オーナーの方が、アプリの「メンバー」画面で変更できます。",
    "admin.unknown": "この注文はまだ取り込まれていないか、明細がなくなっています。"
    "新しい注文は1分ほどで反映されます。",
    "admin.unreadable": "内容を読み取れませんでした。何も変更していません。ページを再読み込みしてください。",
    "admin.away": "現在、情報を参照できません。何も変更していません。1分ほどしてからお試しください。",
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
