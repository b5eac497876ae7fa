"""What is said of an item before it is bought, in Japanese."""

TEXTS = {
    "offer_on": "入荷待ち：{day}に発送予定",
    "offer_none": "品切れ：入荷日は未定です",
    "offer_most_one": "現在ご注文いただけるのは1点までです",
    "offer_most_many": "現在ご注文いただけるのは{most}点までです",
}
