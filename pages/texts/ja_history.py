"""Japanese for the sentences that the queue and the connector write into an order's history in English."""

UNITS = {
    "cannot ship from stock: owed": "{n}点は在庫から出荷できないため、取り寄せになりました",
    "are here and set aside": "{n}点が入荷し、確保しました",
    "lost their stock and wait again": "{n}点は在庫がなくなり、再び入荷待ちになりました",
    "shipped": "{n}点を出荷しました",
    "are no longer wanted": "{n}点は不要になりました",
    "released for shipping": "{n}点を出荷可にしました",
    "kept back again: nothing is let go now": "{n}点を再び保留しました。現在は出荷できません",
}
"""What follows "3 units" there."""

SENTENCES = {
    "tags at the shop brought in line": "ストアのタグを更新しました",
    "the order's record at the shop brought in line": "ストアの記録を更新しました",
    "holds at the shop brought in line": "ストアの出荷保留を更新しました",
}
