# Reading and writing attributes.
class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Body:
    scale = 2

    def __init__(self):
        self.at = Point(0.0, 1.0)
        self.speed = Point(0.5, 0.25)

    def move(self):
        self.at.x += self.speed.x * self.scale
        self.at.y += self.speed.y * self.scale


body = Body()
for _ in range(500_000):
    body.move()
assert body.at.x == 500_000.0
