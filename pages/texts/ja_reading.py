"""Japanese: how far the reading of a store is, and what other tools left in it; its cure and history."""

TEXTS = {
    "reading.title": "ストアについて把握している内容",
    "reading.catalogue": "商品と在庫を読み込んでいます",
    "reading.orders": "未完了の注文を読み込んでいます",
    "reading.rest": "一覧になかった注文を読み込んでいます",
    "reading.since": "{at} から",
    "reading.counts": "読み込んだ商品：{items}。読み込んだ未完了の注文：{orders}（うち新しい内容："
    "{changed}）。",
    "reading.ended": "ストア全体の最終読み込み：{at}。",
    "reading.changes": "変更分の最終読み込み：{at}。15分ごとに変更分を、毎晩すべてを読み込みます。",
    "reading.trouble": "中断しましたが、自動的に再試行します：",
    "reading.left": "ほかの取り寄せツールが残したもの：{number}",
    "reading.again": "すべてをもう一度読み込む",
    "reading.again.help": "ストア側は何も変更されず、これだけでメールが送られることもありません。",
    "left.title": "ほかのツールが残したもの",
    "left.help": "ほかの取り寄せ・予約販売ツールはストアに跡を残します。ここに一覧を示しますが、指"
    "示がない限り何もしません。",
    "left.none": "ほかのツールの跡は見つかりませんでした。",
    "left.not_yet": "ストアをまだ読み込んでいます。",
    "left.take": "引き継ぐことができる日付",
    "left.take.help": "別のツールが購入者に日付を伝えた明細：{number}。引き継ぐと、あなたが設定した"
    "明細の日付になり、注文ページで取り消すまで有効です。過ぎた日付は表示されません。",
    "left.take.button": "日付を引き継ぐ：{number}",
    "left.order": "注文",
    "left.line": "明細",
    "left.day": "伝えられた日",
    "left.before": "現在",
    "left.computed": "計算された日付",
    "left.found": "見つかったもの",
    "left.state": "状態",
    "left.as_it_is": "そのまま",
    "left.taken": "{at} に引き継ぎ済み",
    "left.more": "ほかに：{number}",
    "left.selling_plan": "予約販売プラン",
    "left.selling_plan.what": "予約販売プランで購入された明細は順番待ちに入りません。支払いと発送の"
    "時期はプランが決め、どちらも変更しません。",
    "left.tag": "注文タグ",
    "left.tag.what": "別のツールが付けるタグです。自分のもの以外のタグは決して外しません。同じにな"
    "る場合は、こちらのタグの文字を変えてください。",
    "left.line_property": "明細のプロパティ",
    "left.line_property.what": "別のツールの商品ページが注文明細に付けたメモです。日付があれば引き"
    "継ぐことができます。",
    "left.preorder_product": "予約商品",
    "left.preorder_product.what": "WooCommerce Pre-Orders が発売日前に販売する商品です。発売はその"
    "プラグインが行い、こちらは触れません。",
    "left.preorder_order": "予約注文",
    "left.preorder_order.what": "WooCommerce Pre-Orders が保留している注文です。ほかの未完了の注文"
    "と同じ順番待ちに入り、伝えられた日付を引き継ぐことができます。",
    "said.whole_asked": "{store}全体をもう一度読み込むことにしました",
    "cure.has_left": "はアプリを外したため、もう読み込めません",
    "done.whole_asked": "ストア全体をもう一度読み込んでいます。",
    "done.taken_over": "引き継いだ日付：{number}。",
}
