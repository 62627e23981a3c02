# %% mutant="read_idx/little_endian" message="the heaviest byte first"
# The machine's own order is taken for the file's.
def read_idx(raw):
    types = {0x08: "<u1", 0x09: "<i1", 0x0B: "<i2", 0x0C: "<i4", 0x0D: "<f4", 0x0E: "<f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    dtype = np.dtype(types[raw[2]])
    extra = len(raw) - start - int(np.prod(shape)) * dtype.itemsize
    if extra:
        raise ValueError("truncated" if extra < 0 else "overlong")
    return np.frombuffer(raw[start:], dtype).reshape(shape)


# %% mutant="read_idx/leaves_the_files_byte_order" message="byte order is the machine's own|not the right dtype"
# Right values, in an array that is slower and that torch refuses.
def read_idx(raw):
    types = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    dtype = np.dtype(types[raw[2]])
    extra = len(raw) - start - int(np.prod(shape)) * dtype.itemsize
    if extra:
        raise ValueError("truncated" if extra < 0 else "overlong")
    return np.frombuffer(raw[start:], dtype).reshape(shape)


# %% mutant="read_idx/bytes_only" message="0x0B: int16"
# Written for the images of MNIST, which are bytes.
def read_idx(raw):
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    if raw[2] not in (8, 9, 11, 12, 13, 14):
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    return np.frombuffer(raw[start:], np.uint8, count=int(np.prod(shape))).reshape(shape)


# %% mutant="read_idx/three_axes_always" message="Error|2 rows of 3 values"
# The header of MNIST's images, 16 bytes, is taken for the format.
def read_idx(raw):
    if raw[:2] != b"\0\0":
        raise ValueError("magic")
    n, height, width = np.frombuffer(raw[4:16], ">u4")
    return np.frombuffer(raw, np.uint8, offset=16).reshape(n, height, width)


# %% mutant="read_idx/column_order" message="the last axis varies fastest"
# The first axis is taken for the fastest.
def read_idx(raw):
    types = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    dtype = np.dtype(types[raw[2]])
    extra = len(raw) - start - int(np.prod(shape)) * dtype.itemsize
    if extra:
        raise ValueError("truncated" if extra < 0 else "overlong")
    return np.frombuffer(raw[start:], dtype).reshape(shape, order="F").astype(dtype.newbyteorder("="))


# %% mutant="read_idx/everything_in_float" message="0x08 means uint8"
# Right numbers, eight times the memory.
def read_idx(raw):
    types = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    dtype = np.dtype(types[raw[2]])
    extra = len(raw) - start - int(np.prod(shape)) * dtype.itemsize
    if extra:
        raise ValueError("truncated" if extra < 0 else "overlong")
    return np.frombuffer(raw[start:], dtype).reshape(shape).astype(float)


# %% mutant="read_idx/signed_bytes_as_unsigned" message="tried with i1"
# 0x09 is forgotten to be signed.
def read_idx(raw):
    types = {0x08: "u1", 0x09: "u1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    dtype = np.dtype(types[raw[2]])
    extra = len(raw) - start - int(np.prod(shape)) * dtype.itemsize
    if extra:
        raise ValueError("truncated" if extra < 0 else "overlong")
    return np.frombuffer(raw[start:], dtype).reshape(shape).astype(dtype.newbyteorder("="))


# %% mutant="read_idx/lengths_of_one_byte" message="tried with u1, .300, 2.|Error"
# Only the lightest byte of each length is read.
def read_idx(raw):
    types = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = list(raw[7:start:4])
    dtype = np.dtype(types[raw[2]])
    extra = len(raw) - start - int(np.prod(shape)) * dtype.itemsize
    if extra:
        raise ValueError("truncated" if extra < 0 else "overlong")
    return np.frombuffer(raw[start:], dtype).reshape(shape).astype(dtype.newbyteorder("="))


# %% mutant="read_idx/ignores_what_is_left_over" message="3 → 4. raise a ValueError"
# Bytes after the last value are dropped in silence.
def read_idx(raw):
    types = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    dtype = np.dtype(types[raw[2]])
    end = start + int(np.prod(shape)) * dtype.itemsize
    if len(raw) < end:
        raise ValueError("truncated")
    return np.frombuffer(raw[start:end], dtype).reshape(shape).astype(dtype.newbyteorder("="))


# %% mutant="read_idx/numpy_raises_the_error" message="contains 'truncated'"
# A ValueError comes, from reshape: it names no fault.
def read_idx(raw):
    types = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    dtype = np.dtype(types[raw[2]])
    values = np.frombuffer(raw[start:], dtype).astype(dtype.newbyteorder("="))
    return values.reshape(np.frombuffer(raw[4:start], ">u4").astype(int))


# %% mutant="read_idx/short_header_is_an_index_error" message="IndexError|contains 'truncated'"
# A header cut short is not thought of.
def read_idx(raw):
    types = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic")
    if raw[2] not in types:
        raise ValueError("type")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    dtype = np.dtype(types[raw[2]])
    extra = len(raw) - start - int(np.prod(shape)) * dtype.itemsize
    if extra:
        raise ValueError("truncated" if extra < 0 else "overlong")
    return np.frombuffer(raw[start:], dtype).reshape(shape).astype(dtype.newbyteorder("="))


# %% mutant="read_idx/unknown_types_are_bytes" message="0x0A. raise a ValueError"
# A default in place of a refusal.
def read_idx(raw):
    types = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if raw[:2] != b"\0\0":
        raise ValueError("magic" if len(raw) > 1 else "truncated")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated")
    start = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:start], ">u4").astype(int)
    dtype = np.dtype(types.get(raw[2], "u1"))
    extra = len(raw) - start - int(np.prod(shape)) * dtype.itemsize
    if extra:
        raise ValueError("truncated" if extra < 0 else "overlong")
    return np.frombuffer(raw[start:], dtype).reshape(shape).astype(dtype.newbyteorder("="))


# %% variant="read_idx/struct_and_frombuffer"
import math
import struct


def read_idx(raw):
    codes = {8: np.uint8, 9: np.int8, 11: np.int16, 12: np.int32, 13: np.float32, 14: np.float64}
    if raw[:2] not in (b"", b"\0", b"\0\0"):
        raise ValueError("Bad magic number.")
    if len(raw) < 4:
        raise ValueError("Truncated header.")
    code, rank = raw[2:4]
    if code not in codes:
        raise ValueError("Unknown type.")
    try:
        shape = struct.unpack_from(f">{rank}I", raw, 4)
    except struct.error:
        raise ValueError("Truncated header.") from None
    dtype = np.dtype(codes[code])
    payload = raw[4 + 4 * rank :]
    size = math.prod(shape) * dtype.itemsize
    if len(payload) < size:
        raise ValueError("Truncated payload.")
    if len(payload) > size:
        raise ValueError("Overlong payload.")
    return np.ndarray(shape, dtype.newbyteorder(">"), payload).astype(dtype)


# %% variant="read_idx/value_by_value"
import math
import struct


def read_idx(raw):
    if any(raw[:2]):
        raise ValueError("magic number")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError("truncated header")
    if raw[2] not in (8, 9, 11, 12, 13, 14):
        raise ValueError("unknown type")
    letter = dict(zip((8, 9, 11, 12, 13, 14), "Bbhifd"))[raw[2]]
    shape = [struct.unpack(">I", raw[4 * i + 4 : 4 * i + 8])[0] for i in range(raw[3])]
    size, start = struct.calcsize(">" + letter), 4 + 4 * raw[3]
    n = math.prod(shape)
    if len(raw) - start < n * size:
        raise ValueError("truncated values")
    if len(raw) - start > n * size:
        raise ValueError("overlong values")
    values = [struct.unpack(">" + letter, raw[start + i * size : start + (i + 1) * size])[0] for i in range(n)]
    return np.array(values, dtype=letter).reshape(shape)


# %% variant="read_idx/byte_swap"
import io


def read_idx(raw):
    stream = io.BytesIO(raw)

    def take(n):
        piece = stream.read(n)
        if len(piece) < n:
            raise ValueError(f"the file is truncated: {n - len(piece)} bytes are missing")
        return piece

    zeros = stream.read(2)
    if zeros.strip(b"\0"):
        raise ValueError("not the magic number of IDX")
    if len(zeros) < 2:
        raise ValueError("truncated")
    code, rank = take(2)
    names = {8: "uint8", 9: "int8", 11: "int16", 12: "int32", 13: "float32", 14: "float64"}
    if code not in names:
        raise ValueError(f"type {code:#x} is not known")
    shape = [int.from_bytes(take(4), "big") for _ in range(rank)]
    dtype = np.dtype(names[code])
    n = 1
    for length in shape:
        n = n * length
    values = np.frombuffer(take(n * dtype.itemsize), dtype)
    if stream.read(1):
        raise ValueError("the file is overlong")
    return values.byteswap().reshape(shape) if np.little_endian else values.reshape(shape)


# %% mutant="normalise/forgets_to_divide" message="divide by 255"
# Flat, but from 0 to 255.
def normalise(images):
    return images.reshape(len(images), -1).astype(np.float32)


# %% mutant="normalise/divides_by_256" message="divide by 255"
# 255 does not become 1.
def normalise(images):
    return images.reshape(len(images), -1).astype(np.float32) / 256


# %% mutant="normalise/double_precision" message="float32"
# What NumPy gives when nothing is said.
def normalise(images):
    return images.reshape(len(images), -1) / 255


# %% mutant="normalise/keeps_the_square" message="one image a row"
# Not flattened.
def normalise(images):
    return images.astype(np.float32) / 255


# %% mutant="normalise/images_in_columns" message="one image a row"
# One image a column.
def normalise(images):
    return images.reshape(len(images), -1).T.astype(np.float32) / 255


# %% mutant="normalise/by_its_own_maximum" message="tried with 1 image|values are wrong"
# The scale depends on the batch.
def normalise(images):
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(images.max())


# %% mutant="normalise/integer_division" message="divide by 255"
# // gives 0 and 1 only.
def normalise(images):
    return (images.reshape(len(images), -1) // 255).astype(np.float32)


# %% mutant="normalise/column_after_column" message="row 1, column 0"
# Flattened along the other axis.
def normalise(images):
    return images.transpose(0, 2, 1).reshape(len(images), -1).astype(np.float32) / 255


# %% mutant="normalise/centred" message="divide by 255"
# Mean 0 and variance 1: another custom.
def normalise(images):
    rows = images.reshape(len(images), -1).astype(np.float32)
    return (rows - rows.mean()) / rows.std()


# %% mutant="normalise/divides_bytes_first" message="TypeError|UFuncTypeError|divide by 255|modified"
# In place, on the caller's bytes.
def normalise(images):
    images //= 255
    return images.reshape(len(images), -1).astype(np.float32)


# %% mutant="normalise/squeezes_a_batch_of_one" message="tried with 1 image"
# The axis of the batch disappears when n = 1.
def normalise(images):
    return np.squeeze(images.reshape(len(images), -1).astype(np.float32) / 255)


# %% variant="normalise/multiplies"
def normalise(images):
    return np.multiply(images, 1 / 255, dtype=np.float32).reshape(-1, 784)


# %% variant="normalise/double_then_single"
def normalise(images):
    return np.stack([image.ravel() / 255 for image in images]).astype(np.float32)


# %% variant="normalise/fills_an_array"
def normalise(images):
    rows = np.empty((len(images), 784), dtype=np.float32)
    for i, image in enumerate(images):
        for j, value in enumerate(image.flatten()):
            rows[i, j] = value / 255
    return rows


# %% mutant="one_hot/as_many_columns_as_labels_say" message="also for a class that does not occur"
# The largest label decides.
def one_hot(labels, n_classes):
    return np.eye(labels.max() + 1)[labels]


# %% mutant="one_hot/transposed" message="a row per sample"
# A column per sample.
def one_hot(labels, n_classes):
    return np.eye(n_classes)[labels].T


# %% mutant="one_hot/counts_from_one" message="a row per sample|IndexError"
# Class 1 is taken for the first.
def one_hot(labels, n_classes):
    return np.eye(n_classes)[labels - 1]


# %% mutant="one_hot/booleans" message="not made of numbers"
# The comparison itself is returned.
def one_hot(labels, n_classes):
    return labels[:, None] == np.arange(n_classes)


# %% mutant="one_hot/plus_and_minus_one" message="a row per sample"
# The targets of XOR.
def one_hot(labels, n_classes):
    return 2 * np.eye(n_classes)[labels] - 1


# %% mutant="one_hot/assigns_whole_columns" message="a row per sample"
# targets[:, labels] fills columns for all rows.
def one_hot(labels, n_classes):
    targets = np.zeros((len(labels), n_classes))
    targets[:, labels] = 1
    return targets


# %% mutant="one_hot/returns_labels_as_floats" message="not the right shape"
# No code at all.
def one_hot(labels, n_classes):
    return labels.astype(float)


# %% mutant="one_hot/classes_present_only" message="also for a class that does not occur"
# Columns for the labels that occur.
def one_hot(labels, n_classes):
    return (labels[:, None] == np.unique(labels)).astype(float)


# %% variant="one_hot/rows_of_the_identity"
def one_hot(labels, n_classes):
    return np.eye(n_classes)[labels]


# %% variant="one_hot/comparison"
def one_hot(labels, n_classes):
    return (np.asarray(labels)[:, None] == np.arange(n_classes)).astype(np.float32)


# %% variant="one_hot/loop"
def one_hot(labels, n_classes):
    targets = np.zeros((len(labels), n_classes))
    for i, label in enumerate(labels):
        targets[i, label] = 1.0
    return targets


# %% mutant="init_layer/never_scales" message="here 1/20"
# The flag is ignored.
def init_layer(n_in, n_out, rng, scaled):
    return rng.standard_normal((n_in, n_out)), np.zeros(n_out)


# %% mutant="init_layer/scales_by_n_in" message="here 1/20"
# Divided by n_in, not by its root.
def init_layer(n_in, n_out, rng, scaled):
    W = rng.standard_normal((n_in, n_out))
    return (W / n_in if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/scales_by_the_outputs" message="here 1/20"
# The number of outputs in place of that of inputs.
def init_layer(n_in, n_out, rng, scaled):
    W = rng.standard_normal((n_in, n_out))
    return (W / np.sqrt(n_out) if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/multiplies" message="here 1/20"
# Times the root.
def init_layer(n_in, n_out, rng, scaled):
    W = rng.standard_normal((n_in, n_out))
    return (W * np.sqrt(n_in) if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/transposed" message="a row per input"
# The other convention.
def init_layer(n_in, n_out, rng, scaled):
    W = rng.standard_normal((n_out, n_in))
    return (W / np.sqrt(n_in) if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/random_biases" message="start at zero"
# Biases are drawn like weights.
def init_layer(n_in, n_out, rng, scaled):
    scale = 1 / np.sqrt(n_in) if scaled else 1.0
    return scale * rng.standard_normal((n_in, n_out)), scale * rng.standard_normal(n_out)


# %% mutant="init_layer/uniform" message="standard deviation is 1"
# Uniform between -1 and 1.
def init_layer(n_in, n_out, rng, scaled):
    W = rng.uniform(-1, 1, size=(n_in, n_out))
    return (W / np.sqrt(n_in) if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/uniform_of_variance_one" message="the law is normal"
# The right mean and variance, another law.
def init_layer(n_in, n_out, rng, scaled):
    W = rng.uniform(-np.sqrt(3), np.sqrt(3), size=(n_in, n_out))
    return (W / np.sqrt(n_in) if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/positive_uniform" message="the mean of the weights is zero"
# Numbers between 0 and 1.
def init_layer(n_in, n_out, rng, scaled):
    W = rng.random((n_in, n_out))
    return (W / np.sqrt(n_in) if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/global_generator" message="same seed, same weights"
# The generator that was passed is not used.
def init_layer(n_in, n_out, rng, scaled):
    W = np.random.randn(n_in, n_out)
    return (W / np.sqrt(n_in) if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/generator_of_its_own" message="do not make another one"
# Always the same weights.
def init_layer(n_in, n_out, rng, scaled):
    W = np.random.default_rng(0).standard_normal((n_in, n_out))
    return (W / np.sqrt(n_in) if scaled else W), np.zeros(n_out)


# %% mutant="init_layer/zero_biases_in_a_row" message="start at zero|not the right shape"
# (1, n_out) in place of (n_out,).
def init_layer(n_in, n_out, rng, scaled):
    W = rng.standard_normal((n_in, n_out))
    return (W / np.sqrt(n_in) if scaled else W), np.zeros((1, n_out))


# %% mutant="init_layer/all_neurons_alike" message="standard deviation|mean|a draw of its own|law"
# One column, repeated.
def init_layer(n_in, n_out, rng, scaled):
    W = np.tile(rng.standard_normal((n_in, 1)), (1, n_out))
    return (W / np.sqrt(n_in) if scaled else W), np.zeros(n_out)


# %% variant="init_layer/normal_with_a_scale"
def init_layer(n_in, n_out, rng, scaled):
    return rng.normal(0.0, n_in**-0.5 if scaled else 1.0, size=(n_in, n_out)), np.zeros(n_out)


# %% variant="init_layer/single_precision"
def init_layer(n_in, n_out, rng, scaled):
    W = rng.standard_normal((n_in, n_out), dtype=np.float32)
    if scaled:
        W /= np.float32(n_in) ** 0.5
    return W, np.zeros(n_out, dtype=np.float32)


# %% variant="init_layer/neuron_by_neuron"
def init_layer(n_in, n_out, rng, scaled):
    scale = 1 / n_in**0.5 if scaled else 1
    columns = [[scale * rng.standard_normal() for _ in range(n_in)] for _ in range(n_out)]
    return np.array(columns).T, [0.0] * n_out


# %% mutant="minibatches/drops_the_short_batch" message="three batches"
# Only whole batches.
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]


# %% mutant="minibatches/with_replacement" message="once and once only"
# Each batch is drawn anew.
def minibatches(n, batch_size, rng):
    sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
    return [rng.integers(n, size=size) for size in sizes]


# %% mutant="minibatches/never_shuffles" message="all orders are equally likely"
# The order of the file.
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% mutant="minibatches/shuffles_batches_only" message="all orders are equally likely|not only the batches|only the last is short|tried with"
# Neighbours in the file stay together.
def minibatches(n, batch_size, rng):
    batches = [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]
    last = [batches.pop()]
    return [batches[k] for k in rng.permutation(len(batches))] + last


# %% mutant="minibatches/rotates" message="not only the batches"
# A random start, then the order of the file.
def minibatches(n, batch_size, rng):
    order = np.roll(np.arange(n), rng.integers(n))
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% mutant="minibatches/equal_parts" message="only the last is short"
# array_split makes parts of nearly equal length.
def minibatches(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))


# %% mutant="minibatches/empty_batch_at_the_end" message="tried with n"
# One batch too many when n is a multiple.
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]


# %% mutant="minibatches/fills_up_the_last" message="once and once only|only the last is short"
# The last batch is completed with samples seen before.
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    order = np.concatenate([order, order[: -n % batch_size]])
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% mutant="minibatches/generator_of_its_own" message="each call draws a new one"
# Every pass has the same order.
def minibatches(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% mutant="minibatches/global_generator" message="all chance comes from rng"
# np.random in place of rng.
def minibatches(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% mutant="minibatches/counts_from_one" message="each number from 0 to 9"
# 1 to n.
def minibatches(n, batch_size, rng):
    order = rng.permutation(n) + 1
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% mutant="minibatches/short_batch_first" message="only the last is short"
# The remainder comes at the front.
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    cut = n % batch_size
    return ([order[:cut]] if cut else []) + [order[s : s + batch_size] for s in range(cut, n, batch_size)]


# %% mutant="minibatches/forgets_the_last_index" message="three batches|only the last is short|each number from 0 to 9"
# Stops one too early.
def minibatches(n, batch_size, rng):
    order = rng.permutation(n - 1)
    return [order[start : start + batch_size] for start in range(0, n - 1, batch_size)]


# %% variant="minibatches/shuffles_in_place"
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    batches = []
    while len(order):
        batches.append(order[:batch_size])
        order = order[batch_size:]
    return batches


# %% variant="minibatches/sorts_random_keys"
def minibatches(n, batch_size, rng):
    return np.split(np.argsort(rng.random(n)), range(batch_size, n, batch_size))


# %% variant="minibatches/lists_without_replacement"
def minibatches(n, batch_size, rng):
    rest = [int(i) for i in rng.choice(n, size=n, replace=False)]
    return [np.array(rest[start : start + batch_size]) for start in range(0, n, batch_size)]


# %% mutant="train_epoch/climbs" message="mean gradient of the batch"
# Plus in place of minus, as MOUTON prints it.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward((network.forward(X[batch]) - T[batch]) / len(batch))
        for layer in network.layers:
            layer.W += lr * layer.dW
            layer.b += lr * layer.db


# %% mutant="train_epoch/sum_instead_of_mean" message="mean gradient of the batch"
# The 1/m is forgotten: the step grows with the batch.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward(network.forward(X[batch]) - T[batch])
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/divides_by_the_full_batch" message="its own length|tried with"
# The short last batch is divided by batch_size.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward((network.forward(X[batch]) - T[batch]) / batch_size)
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/forgets_the_biases" message="for all W and all b"
# Weights learn, biases stay.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward((network.forward(X[batch]) - T[batch]) / len(batch))
        for layer in network.layers:
            layer.W -= lr * layer.dW


# %% mutant="train_epoch/last_layer_only" message="for all W and all b"
# The loop ends after the output layer.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward((network.forward(X[batch]) - T[batch]) / len(batch))
        layer = network.layers[-1]
        layer.W -= lr * layer.dW
        layer.b -= lr * layer.db


# %% mutant="train_epoch/one_step_per_pass" message="three steps"
# Gradient descent on all samples at once.
def train_epoch(network, X, T, lr, batch_size, rng):
    network.backward((network.forward(X) - T) / len(X))
    for layer in network.layers:
        layer.W -= lr * layer.dW
        layer.b -= lr * layer.db


# %% mutant="train_epoch/drops_the_short_batch" message="its own length|tried with|exactly once"
# Only whole batches.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(max(1, len(X) // batch_size)):
        batch = order[k * batch_size : (k + 1) * batch_size]
        network.backward((network.forward(X[batch]) - T[batch]) / len(batch))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/never_shuffles" message="two seeds give two orders"
# The order of the file.
def train_epoch(network, X, T, lr, batch_size, rng):
    for start in range(0, len(X), batch_size):
        x, t = X[start : start + batch_size], T[start : start + batch_size]
        network.backward((network.forward(x) - t) / len(x))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/shuffles_images_without_targets" message="with its own target|mean gradient of the batch"
# X is shuffled, T is not.
def train_epoch(network, X, T, lr, batch_size, rng):
    shuffled = X[rng.permutation(len(X))]
    for start in range(0, len(X), batch_size):
        x, t = shuffled[start : start + batch_size], T[start : start + batch_size]
        network.backward((network.forward(x) - t) / len(x))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/draws_with_replacement" message="mean gradient of the batch|exactly once"
# Some samples come twice, others never.
def train_epoch(network, X, T, lr, batch_size, rng):
    for start in range(0, len(X), batch_size):
        batch = rng.integers(len(X), size=min(batch_size, len(X) - start))
        network.backward((network.forward(X[batch]) - T[batch]) / len(batch))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/works_on_a_copy" message="mean gradient of the batch"
# The network of the caller learns nothing.
def train_epoch(network, X, T, lr, batch_size, rng):
    from copy import deepcopy

    network = deepcopy(network)
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward((network.forward(X[batch]) - T[batch]) / len(batch))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db
    return network


# %% mutant="train_epoch/shuffles_the_callers_arrays" message="X and T must not be modified"
# In place, the same order for both.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    X[:], T[:] = X[order], T[order]
    for start in range(0, len(X), batch_size):
        x, t = X[start : start + batch_size], T[start : start + batch_size]
        network.backward((network.forward(x) - t) / len(x))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/answers_before_the_steps" message="three steps|RuntimeError|ValueError"
# All answers are computed with the weights of the start.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    first = network.forward(X)
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.forward(X[batch])
        network.backward((first[batch] - T[batch]) / len(batch))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/targets_minus_answers" message="mean gradient of the batch"
# T - Y: the same as climbing.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward((T[batch] - network.forward(X[batch])) / len(batch))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% mutant="train_epoch/rate_divided_again" message="mean gradient of the batch"
# The mean is taken twice.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward((network.forward(X[batch]) - T[batch]) / len(batch))
        for layer in network.layers:
            layer.W -= lr / len(batch) * layer.dW
            layer.b -= lr / len(batch) * layer.db


# %% mutant="train_epoch/generator_of_its_own" message="two seeds give two orders"
# The same order in every pass.
def train_epoch(network, X, T, lr, batch_size, rng):
    order = np.random.default_rng(0).permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward((network.forward(X[batch]) - T[batch]) / len(batch))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db


# %% variant="train_epoch/shuffled_copies"
def train_epoch(network, X, T, lr, batch_size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    X, T = X[order], T[order]
    errors = []
    while len(X):
        x, X, t, T = X[:batch_size], X[batch_size:], T[:batch_size], T[batch_size:]
        gap = network.forward(x) - t
        errors.extend((gap**2).sum(axis=1) / 2)
        network.backward(gap / len(gap))
        for layer in reversed(network.layers):
            layer.W[...] = layer.W - lr * layer.dW
            layer.b[...] = layer.b - lr * layer.db
    return np.mean(errors)


# %% variant="train_epoch/new_arrays"
def train_epoch(network, X, T, lr, batch_size, rng):
    n = X.shape[0]
    for batch in np.split(rng.permutation(n), range(batch_size, n, batch_size)):
        network.backward((1 / batch.size) * (network.forward(X[batch]) - T[batch]))
        for layer in network.layers:
            layer.W = layer.W - lr * layer.dW
            layer.b = layer.b - lr * layer.db


# %% variant="train_epoch/rate_takes_the_mean"
def train_epoch(network, X, T, lr, batch_size, rng):
    order = np.argsort(rng.random(len(X)))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        network.backward(network.forward(X[batch]) - T[batch])
        for layer in network.layers:
            layer.W -= lr / len(batch) * layer.dW
            layer.b -= lr / len(batch) * layer.db


# %% variant="train_epoch/library_parts"
def train_epoch(network, X, T, lr, batch_size, rng):
    loss, optimiser = nn.SquaredError(), nn.SGD(lr=lr)
    history = nn.train(network, X, T, loss=loss, optimiser=optimiser, n_epochs=1, batch_size=batch_size, rng=rng)
    return float(history.loss[0])


# %% mutant="accuracy/percent" message="a share between 0 and 1"
# 75 in place of 0.75.
def accuracy(scores, labels):
    return 100 * np.mean(np.argmax(scores, axis=1) == labels)


# %% mutant="accuracy/counts" message="a share between 0 and 1"
# How many, not which share.
def accuracy(scores, labels):
    return np.sum(np.argmax(scores, axis=1) == labels)


# %% mutant="accuracy/over_columns" message="over the rows|not the right"
# argmax along the wrong axis.
def accuracy(scores, labels):
    predicted = np.argmax(scores, axis=0)
    n = min(len(predicted), len(labels))
    return np.mean(predicted[:n] == labels[:n])


# %% mutant="accuracy/error_rate" message="a share between 0 and 1"
# The share of wrong answers.
def accuracy(scores, labels):
    return np.mean(np.argmax(scores, axis=1) != labels)


# %% mutant="accuracy/above_one_half" message="a share between 0 and 1"
# Right when the score of the class exceeds 1/2.
def accuracy(scores, labels):
    return np.mean(scores[np.arange(len(labels)), labels] > 0.5)


# %% mutant="accuracy/ties_count_as_right" message="the answer is the first"
# The label has one of the largest scores.
def accuracy(scores, labels):
    return np.mean(scores[np.arange(len(labels)), labels] >= scores.max(axis=1))


# %% mutant="accuracy/last_of_the_tied" message="the answer is the first|not the right value"
# argsort puts the last of equal scores at the end.
def accuracy(scores, labels):
    return np.mean(np.argsort(scores, axis=1, kind="stable")[:, -1] == labels)


# %% mutant="accuracy/largest_absolute_value" message="a share between 0 and 1"
# A very negative score wins.
def accuracy(scores, labels):
    return np.mean(np.argmax(np.abs(scores), axis=1) == labels)


# %% mutant="accuracy/divides_by_the_classes" message="a share between 0 and 1"
# The number of columns in place of that of rows.
def accuracy(scores, labels):
    return np.sum(np.argmax(scores, axis=1) == labels) / scores.shape[1]


# %% variant="accuracy/loop"
def accuracy(scores, labels):
    n_right = 0
    for row, label in zip(scores.tolist(), labels):
        n_right += row.index(max(row)) == label
    return n_right / len(labels)


# %% variant="accuracy/count_nonzero"
def accuracy(scores, labels):
    return np.count_nonzero(scores.argmax(axis=-1) == labels) / labels.size


# %% mutant="confusion_matrix/transposed" message="row 0, column 2"
# Columns for the true class.
def confusion_matrix(predicted, labels, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (predicted, labels), 1)
    return counts


# %% mutant="confusion_matrix/repeated_pairs_count_once" message="row 0, column 2"
# Fancy indexing writes each entry once.
def confusion_matrix(predicted, labels, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    counts[labels, predicted] += 1
    return counts


# %% mutant="confusion_matrix/shares" message="row 0, column 2"
# Divided by the number of samples.
def confusion_matrix(predicted, labels, n_classes):
    counts = np.zeros((n_classes, n_classes))
    np.add.at(counts, (labels, predicted), 1)
    return counts / len(labels)


# %% mutant="confusion_matrix/size_from_the_labels" message="Class 3 has its row|not the right shape"
# Classes that do not occur are left out.
def confusion_matrix(predicted, labels, n_classes):
    size = max(predicted.max(), labels.max()) + 1
    counts = np.zeros((size, size), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    return counts


# %% mutant="confusion_matrix/mistakes_only" message="row 0, column 2"
# The diagonal stays empty.
def confusion_matrix(predicted, labels, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    wrong = predicted != labels
    np.add.at(counts, (labels[wrong], predicted[wrong]), 1)
    return counts


# %% mutant="confusion_matrix/small_counters" message="700 times"
# uint8 counts to 255, then starts again.
def confusion_matrix(predicted, labels, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=np.uint8)
    np.add.at(counts, (labels, predicted), 1)
    return counts


# %% mutant="confusion_matrix/codes_in_small_integers" message="700 times|ValueError|OverflowError"
# labels * n_classes + predicted overflows uint8.
def confusion_matrix(predicted, labels, n_classes):
    codes = labels * np.uint8(n_classes) + predicted
    return np.bincount(codes, minlength=n_classes**2)[: n_classes**2].reshape(n_classes, n_classes)


# %% mutant="confusion_matrix/rows_sum_to_one" message="row 0, column 2"
# Normalised by the true class.
def confusion_matrix(predicted, labels, n_classes):
    counts = np.zeros((n_classes, n_classes))
    np.add.at(counts, (labels, predicted), 1)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


# %% variant="confusion_matrix/loop"
def confusion_matrix(predicted, labels, n_classes):
    counts = [[0] * n_classes for _ in range(n_classes)]
    for answer, truth in zip(predicted, labels):
        counts[truth][answer] += 1
    return counts


# %% variant="confusion_matrix/product_of_one_hot"
def confusion_matrix(predicted, labels, n_classes):
    return np.eye(n_classes)[labels].T @ np.eye(n_classes)[predicted]


# %% variant="confusion_matrix/bincount"
def confusion_matrix(predicted, labels, n_classes):
    codes = labels.astype(int) * n_classes + predicted
    return np.bincount(codes, minlength=n_classes * n_classes).reshape(n_classes, n_classes)


# %% variant="confusion_matrix/scikit_learn"
from sklearn.metrics import confusion_matrix as count_pairs


def confusion_matrix(predicted, labels, n_classes):
    return count_pairs(labels, predicted, labels=range(n_classes))


# %% mutant="softmax_cross_entropy/textbook_formula" message="overflows or np.log receives 0"
# exp overflows.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels]).mean()
    p[np.arange(n), labels] -= 1
    return loss, p / n


# %% mutant="softmax_cross_entropy/log_of_a_rounded_probability" message="overflows or np.log receives 0"
# The maximum is subtracted, and log(0) is still there.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels]).mean()
    p[np.arange(n), labels] -= 1
    return loss, p / n


# %% mutant="softmax_cross_entropy/log_of_p_plus_epsilon" message="certain and wrong: the loss|mean of their -log"
# The infinity is hidden: log(1e-12) in place of -1e4.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels] + 1e-12).mean()
    p[np.arange(n), labels] -= 1
    return loss, p / n


# %% mutant="softmax_cross_entropy/clips_logits" message="certain and wrong: the loss"
# No overflow any more, and no right value either.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    logits = np.clip(logits, -300, 300)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean(), gradient / n


# %% mutant="softmax_cross_entropy/sum_instead_of_mean" message="the mean of their -log"
# Summed over the batch.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].sum(), gradient


# %% mutant="softmax_cross_entropy/gradient_without_1_over_n" message="elsewhere. / n"
# The loss is a mean, its gradient is not.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean(), gradient


# %% mutant="softmax_cross_entropy/mean_over_all_entries" message="the mean of their -log"
# Divided by n times the number of classes.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    T = np.eye(logits.shape[1])[labels]
    return -(T * log_p).mean(), (np.exp(log_p) - T) / n


# %% mutant="softmax_cross_entropy/sign_of_the_gradient" message="p - 1 at the place"
# t - p in place of p - t.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = -np.exp(log_p)
    gradient[np.arange(n), labels] += 1
    return -log_p[np.arange(n), labels].mean(), gradient / n


# %% mutant="softmax_cross_entropy/over_the_batch" message="the mean of their -log"
# Probabilities that sum to one down each column.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    shifted = logits - logits.max(axis=0)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=0))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean(), gradient / n


# %% mutant="softmax_cross_entropy/one_maximum_for_all" message="logits of ±1e4|gives a warning"
# The maximum of the whole batch: rows far below it vanish.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    shifted = logits - logits.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean(), gradient / n


# %% mutant="softmax_cross_entropy/in_place" message="an argument was modified"
# The maximum is subtracted from the caller's logits.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    logits -= logits.max(axis=1, keepdims=True)
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean(), gradient / n


# %% mutant="softmax_cross_entropy/bits" message="the mean of their -log"
# Logarithms of base 2.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean() / np.log(2), gradient / n


# %% mutant="softmax_cross_entropy/derivative_of_the_sigmoid" message="p - 1 at the place"
# The gradient of a squared error behind a sigmoid.
def softmax_cross_entropy(logits, labels):
    n = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    p = np.exp(log_p)
    gradient = p.copy()
    gradient[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean(), gradient * p * (1 - p) / n


# %% mutant="softmax_cross_entropy/loss_only" message="must return 2 values"
# The gradient is forgotten.
def softmax_cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(logits)), labels].mean()


# %% variant="softmax_cross_entropy/scipy"
from scipy.special import log_softmax, softmax


def softmax_cross_entropy(logits, labels):
    targets = np.eye(logits.shape[1])[labels]
    loss = -np.sum(targets * log_softmax(logits, axis=1)) / len(logits)
    return loss, (softmax(logits, axis=1) - targets) / len(logits)


# %% variant="softmax_cross_entropy/sample_by_sample"
import math


def softmax_cross_entropy(logits, labels):
    loss, gradient = 0.0, np.zeros(logits.shape)
    for i, (row, label) in enumerate(zip(logits.tolist(), labels)):
        top = max(row)
        log_sum = top + math.log(sum(math.exp(value - top) for value in row))
        loss += (log_sum - row[label]) / len(logits)
        for k, value in enumerate(row):
            gradient[i, k] = (math.exp(value - log_sum) - (k == label)) / len(logits)
    return loss, gradient


# %% variant="softmax_cross_entropy/log_add_exp"
def softmax_cross_entropy(logits, labels):
    n = logits.shape[0]
    log_sums = np.logaddexp.reduce(logits, axis=1)
    rows = np.arange(n)
    gradient = np.exp(logits - log_sums[:, None])
    gradient[rows, labels] = gradient[rows, labels] - 1.0
    return np.sum(log_sums - logits[rows, labels]) / n, gradient / n
