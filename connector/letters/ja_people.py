"""What letters to the merchant's own people say in Japanese."""

TEXTS = {
    "people_hello": "お世話になっております。",
    "signin_subject": "サインイン用のリンク",
    "signin_opening": "このメールアドレスで、{product}へのサインインの申し込みがありました。",
    "signin_for": "{account}にサインインする",
    "signin_lasts": "リンクは{minutes}分間、1回だけ使えます。開いたページのボタンを押してください。",
    "signin_not_you": "お心当たりがない場合は、何もなさらないでください。"
    "このメールがなければ、誰もサインインできません。",
    "invitation_subject": "{by}さんから{account}への招待",
    "invitation_opening": "{by}さんが、{account}の入荷待ち注文の管理に、"
    "あなたを「{role}」として招待しました。",
    "invitation_lasts": "リンクは{days}日間、1回だけ使えます。"
    "期限が過ぎたあとは、このメールアドレスで次のページからサインインしてください。{url}",
    "invitation_not_you": "お心当たりがない場合は、何もなさらないでください。",
    "start_subject": "{shop}の利用開始",
    "start_opening": "このメールアドレスで、"
    "{shop}の入荷待ち注文を{product}で管理したいとの申し込みがありました。",
    "start_for": "{shop}で始める",
    "start_lasts": "リンクは{minutes}分間、1回だけ使えます。お使いになるまで、何も保存されません。",
    "start_not_you": "お心当たりがない場合は、何もなさらないでください。",
    "product": "Backorder Connector",
    "role_owner": "オーナー",
    "role_manager": "マネージャー",
    "role_support": "サポート",
    "role_warehouse": "倉庫",
    "role_accountant": "経理",
}
