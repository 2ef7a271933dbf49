from dlteach.drill import Question, computed


@computed("mischief/sum")
def add(rng):
    a, b = rng.randint(1, 99), rng.randint(1, 99)
    return Question(f"{a} + {b} = ?", answer=a + b, mistakes={a * b + 1000: "That is a product & more."})


@computed("mischief/rows")
def rows(rng):
    a = rng.randint(2, 99)
    return Question(f"{a} rows?", answer=(None, a, 3), mistakes={(None, 3, a): "Turned."})
