import threading
a, b = threading.Lock(), threading.Lock()
import time
def f():
    with a:
        time.sleep(.1)
        with b: pass
def g():
    with b:
        time.sleep(.1)
        with a: pass
ts = [threading.Thread(target=f), threading.Thread(target=g)]
[t.start() for t in ts]; [t.join() for t in ts]
