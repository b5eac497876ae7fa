"""A letter about an order that nobody placed, for looking at while no real one is open."""

from datetime import date, timedelta

from connector.domain.snapshots import Paid, Payment
from connector.letters.first import FirstLetter, Item, LaterItem
from connector.letters.language import Language, Voice


def letter(
    shop_name: str, shop_email: str, language: Language, today: date, *, together: bool, currency: str
) -> FirstLetter:
    """One item is here, two units of another come in ten days; nothing is charged yet."""
    voice = Voice(language, today)
    later = LaterItem(voice.say("example_waits"), 2, today + timedelta(days=10), "")
    return FirstLetter(
        order_name="#1001",
        first_name=voice.say("example_name"),
        shop_name=shop_name,
        shop_email=shop_email,
        now=(Item(voice.say("example_here"), 1),),
        later=(later,),
        together=together,
        payment=Payment(Paid.NOTHING, currency, 0),
    )
