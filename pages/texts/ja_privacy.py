"""Japanese: privacy, leaving, and what is given out as files."""

TEXTS = {
    "said.tidied": "保存期間を過ぎた完了済み注文{orders}件の購入者データを消去しました",
    "said.tidied_bodies": "古い受信データ{deliveries}件の内容を消去しました",
    "said.leaving": "{store}の注文からこのアプリの印を取り外しています",
    "said.store_taken_off": "{store}を取り外しました。Webhookとキーは削除されました",
    "cure.privacy_kind": "ファイルの作成か消去のどちらかのボタンを選んでください",
    "said.privacy_asked_file": "{store}が保持する購入者データのファイルが請求されました",
    "said.privacy_asked_forget": "{store}の購入者データの消去が請求されました",
    "said.privacy_told": "購入者データのファイルを作成しました"
    "（注文{orders}件、メール{letters}件、受信データ{deliveries}件）",
    "said.privacy_forgotten": "購入者データを消去しました"
    "（注文{orders}件、メール{letters}件、受信データ{deliveries}件）",
}
