import random, requests
from collections import Counter
from tests.reliability.conftest import *
from tests.reliability.test_r1_duplicates_and_disorder import _tell_a_thousand
import tests.reliability.test_r1_duplicates_and_disorder as m
from sqlalchemy import select
from connector.ledger.tasks import Task
from connector.ledger.tenancy import ACROSS
import jobs.drain as d
def test_x(shops):
    m.EVENTS=300
    shops.here.shopify.webhooks.take()
    posts=_tell_a_thousand(shops)
    random.Random(7).shuffle(posts)
    with requests.Session() as s:
        for url,_,h,b in posts: s.post(url,data=b,headers=h,timeout=10)
    seen=Counter()
    real=d._attempt
    def spy(bench, kind, batch):
        r=real(bench,kind,batch)
        seen[(bench.store.platform,kind.name)]+=len(batch); return r
    d._attempt=spy
    for r in range(12):
        n=len(shops.here.deliver()); w=shops.here.work()+shops.here.wait_and_work()
        print(r,n,w,dict(seen)); seen.clear()
        if not n and not w: break
    with shops.here.ledger.reading() as u:
        for t in u.scalars(select(Task).where(Task.state!="done"), execution_options=ACROSS): print(t.kind,t.subject,t.state,t.attempts,t.trouble[:300])
    d._attempt=real
