"""What the shop's own pages say of an item before it is bought, and beside an order, in Japanese."""

TEXTS = {
    "offer_on": "入荷待ち：{day}に発送予定",
    "offer_none": "品切れ：入荷日は未定です",
    "offer_most_one": "現在ご注文いただけるのは1点までです",
    "offer_most_many": "現在ご注文いただけるのは{most}点までです",
    "beside_undated": "入荷待ち：入荷日は未定です",
    "beside_ready": "ご注文分を確保しています",
}
