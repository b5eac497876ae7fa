"""Japanese: installing a Shopify shop, and pages inside its admin."""

TEXTS = {
    "shopify.again.title": "アプリを開いています",
    "shopify.again.text": "どなたが開いたのかを Shopify に確認しています。何も起こらない場合は、"
    "ショップの管理画面からもう一度アプリを開いてください。",
    "shopify.again.open": "管理画面でアプリを開く",
    "shopify.no_shop.title": "ショップの管理画面でアプリを開いてください",
    "shopify.no_shop.text": "このページは Shopify の管理画面の中で使うものです。"
    "管理画面の「アプリ」から選んでください。何も変更していません。",
    "shopify.no_app.title": "ここには Shopify アプリが設定されていません",
    "shopify.no_app.text": "このサービスの運営者が、アプリのクライアント ID "
    "とシークレットをまだ設定していません。何も変更していません。",
    "shopify.taken_off.title": "このアカウントから外されています",
    "shopify.taken_off.text": "アカウントのオーナーが「メンバー」のページでもう一度招待できます。"
    "何も変更していません。",
    "shopify.not_invited.title": "先にオーナーの招待が必要です",
    "shopify.not_invited.text": "このショップは複数のストアを持つアカウントに属し、"
    "すべてのストアが見えてしまいます。"
    "Shopifyで使っているメールアドレスを「メンバー」のページで招待してもらい、"
    "もう一度アプリを開いてください。",
    "shopify.not_let_in.title": "Shopify がアプリの接続を認めませんでした",
    "shopify.not_let_in.text": "何も保存していません。"
    "ショップの管理画面からもう一度アプリを開いてください。アプリを削除した場合は、"
    "先にインストールし直してください。",
    "shut_out.text": "{at} から、{shop} がこのアプリを受け付けていません。90 日間、"
    "管理画面でアプリが開かれなかったためです。何も失われていません。すべて待機しています。{shop} "
    "の管理画面でアプリを一度開いてください。",
    "shut_out.open": "{shop} の管理画面でアプリを開く",
    "stores.add_shopify": "カスタムアプリで Shopify のショップを追加",
    "stores.add_outside": "ストアの追加は Shopify の管理画面の外で行います。"
    "{url} を別のウィンドウで開いてください。",
    "custom.title": "カスタムアプリで Shopify のショップをつなぐ",
    "custom.first": "まず、Shopify の Dev Dashboard で",
    "custom.step.create": "ショップ用のアプリを作り、次のスコープを与えます:",
    "custom.step.callback": "リダイレクト URL に次を登録します:",
    "custom.step.keys": "クライアント ID とシークレットを下のフォームに写します。",
    "custom.keys": "ショップとアプリ",
    "custom.shop.help": "lamps.myshopify.com のように書きます。",
    "custom.secret.help": "すぐに暗号化し、二度と表示しません。アプリを外すと削除します。",
    "custom.go": "次へ",
    "custom.ask": "{shop} の管理画面に、アプリができることが表示されます。このブラウザで 10 "
    "分以内に承認してください。ショップに書き込むのは Webhook だけで、誰にもメールを送りません。",
    "custom.at_shopify": "Shopify で承認する",
    "custom.once_more": "最初からやり直す",
    "custom.none.title": "ショップはつながりませんでした",
    "custom.none.unknown": "ここからの依頼ではありません。何も保存していません。",
    "custom.none.other_browser": "別のブラウザで依頼されました。そのブラウザで続けてください。"
    "何も保存していません。",
    "custom.none.used": "Shopify のこの回答はすでに使われています。新たに何も保存していません。",
    "custom.none.expired": "依頼から 10 分以上たっています。何も保存していません。",
    "custom.none.other_shop": "Shopify の回答は {shop} のものではありません。何も保存していません。",
    "custom.none.unsigned": "回答に Shopify の正しい署名がないか、シークレットが別のアプリのものです。"
    "何も保存していません。",
    "custom.none.refused": "Shopify でアプリが承認されませんでした。何も保存していません。",
    "custom.none.scopes": "必要な権限がありません: {scopes}。Dev Dashboard でスコープを追加してください。"
    "何も保存していません。",
    "custom.none.elsewhere": "{shop} はその間に、公開アプリまたは別のアカウントでつながれました。"
    "何も保存していません。",
    "custom.none.trouble": "Shopify が接続を認めませんでした: {told}。何も保存していません。",
    "field.shop_domain": "ショップ",
    "field.client_id": "クライアント ID",
    "field.client_secret": "クライアントシークレット",
    "done.installed": "ショップをつなぎました。未処理の注文を読み込んでいます。スイッチはすべてオフです。",
    "access.title": "ショップがアプリに見せていないもの",
    "access.read_all_orders": "60 日より前の注文は見えません。Shopify が read_all_orders "
    "を承認していないためです。それより古くなった入荷待ちは、最後に見たままここに残ります。",
    "access.protected_customer_data": "購入者の名前と連絡先は見えません。Shopify "
    "がアプリに保護された顧客データを承認していないためです。お知らせメールはオンにできません。",
    "access.read_customers": "顧客を読む権限がありません。お知らせメールはオンにできません。",
    "access.read_purchase_options": "購入オプションは見えません。"
    "ほかのツールが販売プランとして残した予約は見つからず、カードへの後日の請求もできません。",
    "access.read_inventory_transfers": "在庫移動は見えません。入荷予定は手で入力してください。",
    "access.read_inventory_shipments": "在庫移動の発送は見えません。入荷予定は手で入力してください。",
    "access.write_orders": "注文を変更する権限がありません。タグと記録はオンにできません。",
    "access.write_products": "商品を変更する権限がありません。"
    "「ショップでの日付表示」と「在庫を超える販売」はオンにできません。",
    "access.write_merchant_managed_fulfillment_orders": "フルフィルメントを保留する権限がありません。"
    "保留はオンにできません。",
    "access.write": "キーが読み取り専用です。ショップに書き込む機能はオンにできません。",
    "access.other": "不足している権限: {scope}。これを必要とする機能は働きません。",
    "cure.lacks_read_customers": "には顧客を読む権限が必要です。ショップの管理画面でアプリに与え、"
    "そこでアプリを一度開いてください",
    "cure.lacks_protected_customer_data": "には、保護された顧客データについての Shopify の承認が必要です。"
    "それまで購入者の名前と連絡先は見えません。Dev Dashboard で申請し、承認後にストアを読み直してください",
    "cure.lacks_write_orders": "には注文を変更する権限が必要です。ショップの管理画面でアプリに与え、"
    "そこでアプリを一度開いてください",
    "cure.lacks_write_products": "には商品を変更する権限が必要です。ショップの管理画面でアプリに与え、"
    "そこでアプリを一度開いてください",
    "cure.lacks_write_merchant_managed_fulfillment_orders": "にはフルフィルメントを保留する権限が必要です"
    "。ショップの管理画面でアプリに与え、そこでアプリを一度開いてください",
    "cure.lacks_write": "には書き込みのできるキーが必要です。WooCommerce "
    "で読み書きのキーを作り直してください",
    "cure.shop_name": "はショップの名前ではありません。lamps.myshopify.com のように書いてください",
    "cure.shop_key": "の形が違います。Dev Dashboard のアプリのページから写してください",
    "cure.shop_taken": "は公開アプリですでにつながっているか、別のアカウントのものです",
    "said.came_from_shopify": "{store} で初めてアプリを開き、{role} になった",
}
