"""Japanese: items of several stores that are one, and two again."""

TEXTS = {
    "item.joined": "まとめた商品",
    "item.joined.by": "「{title}」は{day}に{who}がこの商品にまとめました。",
    "item.apart": "元に戻す",
    "apart.title": "元に戻す前にご確認ください",
    "apart.what": "独立した商品に戻します:{title}({sku})",
    "apart.lines": "未完了の明細{n}件（注文{orders}件）が一緒に移ります。現在{waiting}点が入荷待ちです。",
    "apart.lines.one": "未完了の明細1件（注文{orders}件）が一緒に移ります。現在{waiting}点が入荷待ちです。",
    "apart.shelf": "保管場所「{start}」は「{end}」ではなくなり、独立した場所に戻ります。",
    "apart.staying": "保管場所「{start}」は「{end}」のままです。まとめたほかの商品がまだ使っています。",
    "apart.then": "各ストアの在庫数を読み直し、まとめたことがなかったものとして両方の順番を計算し直します。",
    "apart.confirm": "2つの商品に戻す",
    "joining.link": "SKUで商品をまとめる",
    "joining.title": "複数のストアにある同じ商品",
    "joining.help": "複数のストアで販売されているSKUです。同じ棚にあるものを選ぶと、すべてのストアの注文が"
    "1つの順番に並びます。",
    "joining.believed": "在庫数の正とするストア",
    "joining.table": "複数の商品にあるSKU",
    "joining.pick": "SKU",
    "joining.empty": "複数のストアで販売されているSKUはないか、すべてまとめ済みです。",
    "joining.would": "{n}件の商品をほかの商品にまとめます",
    "joining.would.one": "1件の商品をほかの商品にまとめます",
    "joining.by_store": "{store}の在庫数を正とします。",
    "joining.left_out": "{n}件のSKUはまとめられません:",
    "joining.left_out.one": "1件のSKUはまとめられません:",
    "joining.others": "移る保管場所にはほかに{n}件の商品があります。それらも{store}が"
    "管理する場所へ移ります。同様にまとめないと、在庫数が古くなることがあります。",
    "joining.others.one": "移る保管場所にはほかに1件の商品があります。それも{store}が"
    "管理する場所へ移ります。同様にまとめないと、在庫数が古くなることがあります。",
    "done.joined": "{n}件をまとめました。すべての注文が1つの順番に並びます。",
    "done.apart": "2つの商品に戻し、両方のストアの在庫数を読み直しています。",
    "cure.none_chosen": "選ばれていません。1つ以上選んでください",
    "cure.many_chosen": "多すぎます。一度に{most}件までにしてください",
}
