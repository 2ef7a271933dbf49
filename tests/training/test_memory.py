import pytest

from dlteach.training.memory import as_memory_error


@pytest.mark.parametrize(
    "text", ["RESOURCE_EXHAUSTED: Out of memory allocating 4 bytes", "CUDA out of memory. Tried to"]
)
def test_running_out_of_memory_becomes_advice(text):
    told = as_memory_error(RuntimeError(text))
    assert "batch_size=16" in str(told)
    assert "--device cpu" in str(told)


def test_other_errors_stay_what_they_are():
    assert as_memory_error(ValueError("shapes differ")) is None
