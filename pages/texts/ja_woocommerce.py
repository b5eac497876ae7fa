"""Japanese: adding a WooCommerce store."""

TEXTS = {
    "woo.add": "WooCommerceストアを追加",
    "woo.title": "WooCommerceストアの追加",
    "woo.where": "ストアのアドレス",
    "woo.how": "アドレスを入力してください。続いてストア側の画面で接続の許可を確認します。ストアに"
    "ログインして「承認」を押すだけで、キーをコピーする必要はありません。",
    "woo.address.help": "購入者に見えるアドレス（例: https://shop.example）。"
    "管理画面のアドレスでもかまいません。",
    "woo.check": "ストアを確認",
    "woo.framed": "このページを別のウィンドウで開いてください。ストアから戻れるのはそのウィンドウだけです。",
    "woo.elsewhere": "このアドレスは別のアドレス（{to}）につながっています。そちらがお使いのストアですか。",
    "woo.elsewhere.yes": "はい、そのストアです",
    "woo.ask.title": "ストアが見つかりました",
    "woo.ask.found": "{address} で応答しています。",
    "woo.ask.there": "次に、ストアに管理者としてログインし、「承認」を押してください。",
    "woo.ask.then": "ストアからキーが届きます。保存する前に、そのストアで使えるかを確かめます。",
    "woo.ask.only": "その後、ストアにWebhookを作成し、内容を読み込みます。スイッチをオンにするまで、"
    "それ以外は何も変更せず、誰にもメールを送りません。",
    "woo.ask.soon": "15分以内に、このブラウザで行ってください。",
    "woo.ask.go": "ストアへ進む",
    "woo.again": "最初からやり直す",
    "woo.last": "前回の試み: {address}、{at}",
    "woo.came.title": "ストアは追加されませんでした",
    "woo.came.unknown": "このリンクに対応する手続きは、このアカウントにはありません。何も保存していません。",
    "woo.came.other_browser": "この手続きは別のブラウザで始められたか、その後にやり直されています。"
    "安全のため、何も保存していません。ここで最初からやり直し、このブラウザで承認してください。",
    "woo.came.refused": "{address} で接続が拒否されました。何も保存していません。間違いであれば、"
    "最初からやり直して「承認」を押してください。",
    "woo.came.keys": "届いたキーでは {address} を開けませんでした。何も保存していません。最初からやり直し、"
    "必ずそのストアにログインしてください。",
    "woo.came.read_only": "{address} のキーには読み書き両方の権限がありません。何も保存していません。"
    "最初からやり直し、求められた権限を承認してください。",
    "woo.came.not_attached": "{address} は接続を許可しましたが、追加できませんでした。"
    "何も保存していません。下の内容を確認して直し、最初からやり直してください。",
    "woo.came.expired": "{address} の応答までに15分以上かかりました。何も保存していません。"
    "最初からやり直してください。",
    "woo.came.no_keys": "{address} は許可したと伝えていますが、キーが届いていません。何も保存していません。"
    "ストアから外部への通信がファイアウォールなどで止められていないか確認し、最初からやり直してください。",
    "woo.came.unfinished": "{address} を追加している途中です。しばらくしてからページを"
    "読み込み直してください。変わらない場合は最初からやり直してください。",
    "done.attached": "ストアを接続し、未完了の注文を読み込んでいます。スイッチはすべてオフです。",
    "field.address": "ストアのアドレス",
    "cure.busy": "いま他のストアを確認しているため、確認できません。何も保存していません。"
    "1分後にもう一度お試しください",
    "cure.store_odd": "Webアドレスではありません。ブラウザに表示されるとおり、https://shop.example のように"
    "入力してください",
    "cure.store_http": "{host} はhttpsで開ける必要があります。ホスティング会社でhttpsを有効にし（証明書は"
    "多くの場合無料です）、https:// で始まるアドレスを入力してください",
    "cure.store_private": "{host} は内部ネットワークにつながっています。購入者が使うアドレスを"
    "入力してください",
    "cure.store_port": "{host} はhttpsの標準ポートで開ける必要があります。コロンの後の数字を外してください",
    "cure.store_silent": "{host} が応答しません。つづりと、ブラウザでストアが開けることを確認してください",
    "cure.store_certificate": "{host} の証明書は信頼できません。ホスティング会社に更新を依頼してください",
    "cure.store_hops": "転送が多すぎます。WordPressの「設定」→「一般」のアドレスを、"
    "ホスティング会社の転送先と同じひとつのアドレスにしてください",
    "cure.store_downgrade": "httpsなしの {to} に転送されます。WordPressの「設定」→「一般」のアドレスを"
    "https:// で始まるように直してください",
    "cure.store_sent_on": "{to} に転送されます。ストア自体のアドレスを入力し、準備中ページやログイン画面が"
    "手前にないことを確認してください",
    "cure.store_no_woocommerce": "WordPressですが、WooCommerceがありません。WooCommerceを"
    "インストールして有効にしてください",
    "cure.store_closed": "{host} に拒否されました。"
    "セキュリティプラグインやファイアウォールでWordPressのREST API（/wp-json/）を許可してください",
    "cure.store_ill": "エラー（{status}）が返されました。後でもう一度試すか、ホスティング会社に"
    "問い合わせてください",
    "cure.store_plain_permalinks": "パーマリンクが「基本」になっています。WordPressの「設定」"
    "→「パーマリンク」で「投稿名」など別の形式を選んで保存してください",
    "cure.store_no_wordpress": "WordPressとして応答しません。ストア自体のアドレスを入力してください",
    "cure.store_here": "すでに {name} として接続されています",
    "cure.store_own_address": "このサービスのアドレスが {value} のため、ストアから呼び戻せません。"
    "サービスの運営者が PUBLIC_URL を https:// のアドレスに設定する必要があります",
}
