# Teaches: what you read before an await may be stale after it.
#
# Three clerks book one payment each into the same account: they read the balance, wait for the bank, write the new balance.
# All three read 100, so two payments are lost. With a lock around reading and writing none is.
import asyncio

balance = 100


async def book(amount):
    global balance
    read = balance
    await asyncio.sleep(0.1)  # the bank thinks
    balance = read + amount


async def book_safely(amount, lock):
    async with lock:
        await book(amount)


async def main():
    global balance
    await asyncio.gather(book(10), book(20), book(30))
    print("without a lock:", balance)
    balance = 100
    lock = asyncio.Lock()
    await asyncio.gather(book_safely(10, lock), book_safely(20, lock), book_safely(30, lock))
    print("with a lock:   ", balance)


asyncio.run(main())
