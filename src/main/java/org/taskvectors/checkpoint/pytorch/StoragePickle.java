package org.taskvectors.checkpoint.pytorch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Tensor;

/// The pickle of a plain dictionary from names to tensors, each in a storage of its own, by the
/// operations that the unpickler of `torch.load(weights_only=True)` allows since PyTorch 1.13:
/// protocol 2, as torch.save writes.
final class StoragePickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, Integer> kept = new HashMap<>();

    private StoragePickle() {}

    /// @throws IllegalArgumentException where PyTorch has no storage for the dtype of one
    static byte[] of(List<Tensor> tensors) {
        StoragePickle pickle = new StoragePickle();
        pickle.op(0x80).op(2).op('}').op('(');
        for (int i = 0; i < tensors.size(); i++) {
            pickle.text(tensors.get(i).name()).tensor(tensors.get(i), i);
        }
        return pickle.op('u').op('.').out.toByteArray();
    }

    /// `_rebuild_tensor_v2(storage, 0, size, stride, False, OrderedDict())`
    private void tensor(Tensor tensor, int number) {
        String storage =
                Element.of(tensor.dtype())
                        .map(Element::storage)
                        .filter(name -> !name.isEmpty())
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                tensor + " has no storage of its type in PyTorch"));
        global("torch._utils", "_rebuild_tensor_v2").op('(');
        op('(').keptText("storage").global("torch", storage).text(Integer.toString(number));
        keptText("cpu").number(tensor.elements()).op('t').op('Q');
        op('K').op(0);
        long[] sizes = tensor.shape().sizes();
        tuple(sizes).tuple(strides(sizes)).op(0x89);
        global("collections", "OrderedDict").op(')').op('R');
        op('t').op('R');
    }

    /// Strides of a tensor in the order of reading, as PyTorch gives them to empty ones too.
    private static long[] strides(long[] sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride = Math.multiplyExact(stride, Math.max(1, sizes[i]));
        }
        return strides;
    }

    private StoragePickle tuple(long[] numbers) {
        if (numbers.length == 0) {
            return op(')');
        }
        if (numbers.length > 3) {
            op('(');
        }
        for (long number : numbers) {
            number(number);
        }
        return op(numbers.length > 3 ? 't' : 0x84 + numbers.length);
    }

    private StoragePickle number(long number) {
        if (number == (int) number) {
            return op('J').little(4, number);
        }
        // Eight bytes with the sign, whether or not fewer would do.
        return op(0x8A).op(8).little(8, number);
    }

    private StoragePickle text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X').little(4, bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /// Writes a text, or recalls it if it was written before.
    private StoragePickle keptText(String text) {
        return recall(text) ? this : text(text).keep(text);
    }

    private StoragePickle global(String module, String name) {
        String line = module + "\n" + name + "\n";
        if (recall(line)) {
            return this;
        }
        op('c');
        out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        return keep(line);
    }

    private boolean recall(String what) {
        Integer index = kept.get(what);
        if (index != null) {
            op('h').op(index);
        }
        return index != null;
    }

    private StoragePickle keep(String what) {
        kept.put(what, kept.size());
        return op('q').op(kept.size() - 1);
    }

    private StoragePickle op(int code) {
        out.write(code);
        return this;
    }

    private StoragePickle little(int bytes, long value) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.write(buffer.putLong(0, value).array(), 0, bytes);
        return this;
    }
}
