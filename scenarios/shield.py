# Teaches: shield() keeps a task from being cancelled with the one who awaits it: the waiter goes, the work goes on.
#
# A guest pays and loses patience. The payment must not stop half-way: it is shielded. The guest leaves at once; the cashier
# finishes, and main awaits it so that it isn't lost when the loop closes.
import asyncio


async def payment():
    print("payment: taking the money")
    await asyncio.sleep(2)
    print("payment: printing the receipt")
    await asyncio.sleep(2)
    return "paid"


async def guest(paying):
    try:
        print("guest:", await asyncio.shield(paying))
    except asyncio.CancelledError:
        print("guest: I am off")
        raise


async def main():
    paying = asyncio.create_task(payment(), name="payment")
    waiting = asyncio.create_task(guest(paying), name="guest")
    await asyncio.sleep(3)
    waiting.cancel()
    await asyncio.wait([waiting])
    print("main: the guest is gone, the payment goes on:", not paying.done())
    print("main:", await paying)


asyncio.run(main())
