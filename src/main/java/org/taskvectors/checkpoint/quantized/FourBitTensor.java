package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Codes.Role;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.FourBitKernels;
import org.taskvectors.tensor.Shape;

/// A tensor in four bits a weight as bitsandbytes stores it: two codes a byte, the upper half
/// first, blocks that run over the flattened tensor: `quant_map[code] · scale[block]`, the product
/// rounded to float32 (`bitsandbytes::quantize_4bit` and `dequantize_4bit`, 0.50). The bytes may
/// lie in a tensor of any dtype (`bnb_4bit_quant_storage`).
final class FourBitTensor implements QuantizedTensor {
    /// The largest error of a file's table, which another program computed. A table that was
    /// rounded to 16 bits is further off.
    private static final float SAME = 1e-6f;

    private final Checkpoint source;
    private final Tensor packed;
    private final FourBitState state;
    private final CodeBook map;
    private final Scales scales;
    private final Tensor shown;
    private final Encoding encoding;
    private final FourBitKernels kernels;
    private volatile boolean tableIsKnown;

    FourBitTensor(
            Checkpoint source,
            Tensor packed,
            FourBitState state,
            CodeBook map,
            Scales scales,
            Encoding encoding) {
        this.source = source;
        this.packed = packed;
        this.state = state;
        this.map = map;
        this.scales = scales;
        this.encoding = encoding;
        shown = new Tensor(packed.name(), DType.F32, state.shape());
        kernels = Device.CPU.fourBitKernels(shown.elements());
    }

    @Override
    public Tensor shown() {
        return shown;
    }

    @Override
    public Tensor stored() {
        return packed;
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    @Override
    public Codes codes() {
        Map<Role, Tensor> parts = new EnumMap<>(Role.class);
        parts.put(Role.CODES, packed);
        parts.put(Role.TABLE, map.tensor());
        scales.addParts(parts);
        return new Codes(
                encoding.label(),
                state.shape(),
                Shape.of(state.blockSize()),
                state.nested().map(n -> new Codes.Nested(n.blockSize(), n.offset())),
                new StoredOrder.AsStored(),
                parts,
                source::reader);
    }

    @Override
    public void decode(long first, int count, Scratch scratch) throws IOException {
        float[] numbers = table(scratch);
        int at = StoredBytes.read(source, packed, first / 2, (first + count + 1) / 2, scratch);
        int size = state.blockSize();
        long firstBlock = first / size;
        int blocks = (int) ((first + count - 1) / size - firstBlock) + 1;
        int window = scales.window(firstBlock, blocks, scratch);
        int done = 0;
        for (int i = 0; i < blocks; ) {
            int whole = size % 2 == 0 && (first + done) % size == 0 ? (count - done) / size : 0;
            if (whole > 0) {
                int from = at + (int) ((first + done) / 2 - first / 2);
                kernels.decode(
                        scratch.codes,
                        from,
                        whole,
                        size / 2,
                        numbers,
                        scratch.scales,
                        window + i,
                        scratch.weights,
                        done);
                done += whole * size;
                i += whole;
                continue;
            }
            float scale = scratch.scales[window + i];
            for (int code = 0; code < scratch.table.length; code++) {
                scratch.table[code] = numbers[code] * scale;
            }
            long end = (firstBlock + i + 1) * size - first;
            int next = (int) Math.min(count, end);
            unpack(
                    scratch.codes,
                    at,
                    (int) (first & 1),
                    done,
                    next,
                    scratch.table,
                    scratch.weights);
            done = next;
            i++;
        }
    }

    /// Looks up weights `from` to `to` − 1 of a chunk.
    ///
    /// @param at the index of the chunk's first byte
    /// @param odd 1 if the chunk begins with the lower half of its first byte
    private static void unpack(
            byte[] codes, int at, int odd, int from, int to, float[] scaled, float[] weights) {
        int i = from;
        if (i < to && ((i + odd) & 1) != 0) {
            weights[i] = scaled[codes[at + ((i + odd) >> 1)] & 15];
            i++;
        }
        int start = at + ((i + odd) >> 1);
        int pairs = (to - i) >> 1;
        for (int k = 0; k < pairs; k++) {
            int two = codes[start + k];
            weights[i + 2 * k] = scaled[(two >> 4) & 15];
            weights[i + 2 * k + 1] = scaled[two & 15];
        }
        i += 2 * pairs;
        if (i < to) {
            weights[i] = scaled[(codes[start + pairs] >> 4) & 15];
        }
    }

    /// Returns the file's table. bitsandbytes uses its own table and ignores the file's; a file
    /// with a different table would stand for two sets of numbers, so it is refused.
    private float[] table(Scratch scratch) throws IOException {
        float[] numbers = map.numbers(scratch);
        if (!tableIsKnown) {
            for (int code = 0; code < numbers.length; code++) {
                float known = state.type().number(code);
                if (!(Math.abs(numbers[code] - known) <= SAME)) {
                    throw Failure.of(
                                    QuantizedProblem.OTHER_TABLE,
                                    source.stored(packed).file().orElse(null),
                                    map.tensor().name()
                                            + " is not the table of "
                                            + state.type().label()
                                            + ": code "
                                            + code
                                            + " stands for "
                                            + numbers[code]
                                            + " there, for "
                                            + known
                                            + " in bitsandbytes",
                                    "Save the model again")
                            .at("tensor " + Shown.of(packed.name()));
                }
            }
            tableIsKnown = true;
        }
        return numbers;
    }
}
