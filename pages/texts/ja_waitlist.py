"""Japanese: the waitlist, for buyers and on the board."""

TEXTS = {
    "said.wait_taken_off": "{title}の入荷お知らせリストからメールアドレスを1件削除しました",
    "said.tidied_waits": "保存期間の過ぎた入荷お知らせのメールアドレスを{waits}件消去しました",
    "kind.waitlist": "入荷お知らせの対象者の選定",
    "kind.wait_letter": "入荷お知らせメールの送信",
}
