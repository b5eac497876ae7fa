"""What letters of the waitlist say in Japanese."""

TEXTS = {
    "wait_item": "ご希望の商品",
    "wait_hello": "お客様",
    "wait_confirm_subject": "【ご確認のお願い】{item}のご注文再開のお知らせ",
    "wait_confirm_opening": "{shop}に、次の商品がご注文いただけるようになった際にこのメールアドレスへ"
    "お知らせするよう、お申し込みがありました。",
    "wait_row": "{title} × {quantity}点",
    "wait_confirm_press": "お知らせを希望する",
    "wait_confirm_lasts": "リンクは{days}日間有効です。開いたページのボタンを押していただくと、"
    "お申し込みが完了します。それまでは、ほかのメールをお送りすることはございません。",
    "wait_confirm_not_you": "お心当たりがない場合は、何もなさらないでください。"
    "このメールアドレスは自動的に削除されます。",
    "wait_told_subject": "ご注文いただけるようになりました：{item}",
    "wait_told_opening": "{shop}にてお知らせをご希望いただいた次の商品が、ご注文いただけるようになりました。",
    "wait_told_here": "在庫あり",
    "wait_told_press": "商品ページを見る",
    "wait_told_no_claim": "商品のお取り置きではございません。ご注文いただいた順に承ります。"
    "お知らせは今回限りです。再度ご希望の場合は、あらためてお申し込みください。",
    "wait_reach": "ご不明な点は、このメールにご返信ください。{shop}（{email}）に届きます。",
    "wait_leave": "お知らせを停止する場合はこちら：",
    "wait_closing": "今後ともよろしくお願い申し上げます。",
}
