package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Codes.Role;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// A tensor in eight bits a weight with a scale for each block: `number(code) · scale[block]`,
/// rounded to float32; with a factor, multiplied by it and rounded once more.
///
/// - float8: the number of an e4m3 or e5m2 code, exact in float32 (DeepSeek-V3's `weight_dequant`,
///   Transformers' `Fp8Dequantize`, compressed-tensors' `dequantize`, all without their cast at the
///   end).
/// - LLM.int8: int8 times the row's largest magnitude, times 1/127 as float32
///   (`bitsandbytes::int8_vectorwise_dequant`, 0.50).
final class EightBitTensor implements QuantizedTensor {
    /// The factor that bitsandbytes writes as 7.874015718698502e-3.
    static final float ONE_OF_127 = (float) 7.874015718698502e-3;

    private final Checkpoint source;
    private final Tensor stored;
    private final Grid grid;
    private final Scales.Stored scales;
    private final float[] numbers;
    private final float factor;
    private final Tensor shown;
    private final Encoding encoding;

    /// @param numbers the number of each code, by the code as an unsigned byte
    /// @param factor multiplies the scaled numbers; 1 for none
    EightBitTensor(
            Checkpoint source,
            Tensor stored,
            Grid grid,
            Scales.Stored scales,
            float[] numbers,
            float factor,
            Encoding encoding) {
        this.source = source;
        this.stored = stored;
        this.grid = grid;
        this.scales = scales;
        this.numbers = numbers;
        this.factor = factor;
        this.encoding = encoding;
        shown = new Tensor(stored.name(), DType.F32, stored.shape());
    }

    /// Returns the numbers of the 256 codes of a float8 type or of int8.
    static float[] numbers(DType dtype) {
        float[] numbers = new float[256];
        if (dtype == DType.I8) {
            for (int code = 0; code < numbers.length; code++) {
                numbers[code] = (byte) code;
            }
            return numbers;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment codes = arena.allocate(numbers.length);
            for (int code = 0; code < numbers.length; code++) {
                codes.set(ValueLayout.JAVA_BYTE, code, (byte) code);
            }
            Numbers.decode(dtype, codes, numbers.length, numbers);
        }
        return numbers;
    }

    @Override
    public Tensor shown() {
        return shown;
    }

    @Override
    public Tensor stored() {
        return stored;
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    @Override
    public Codes codes() {
        return new Codes(
                encoding.label(),
                stored.shape(),
                grid.block(),
                Optional.empty(),
                new StoredOrder.AsStored(),
                Map.of(Role.CODES, stored, Role.SCALES, scales.tensor()),
                source::reader);
    }

    @Override
    public void decode(long first, int count, Scratch scratch) throws IOException {
        int at = StoredBytes.read(source, stored, first, first + count, scratch);
        long columns = grid.columns();
        long width = grid.blockColumns();
        int done = 0;
        while (done < count) {
            long row = (first + done) / columns;
            long column = (first + done) % columns;
            int length = (int) Math.min(count - done, columns - column);
            long firstBlock = column / width;
            int blocks = (int) ((column + length - 1) / width - firstBlock) + 1;
            int window = scales.window(grid.firstScale(row) + firstBlock, blocks, scratch);
            for (int i = 0; i < blocks; i++) {
                long end = Math.min(column + length, (firstBlock + i + 1) * width);
                int next =
                        (int)
                                Math.min(
                                        count,
                                        done + end - Math.max(column, (firstBlock + i) * width));
                scale(scratch, at, done, next, scratch.scales[window + i]);
                done = next;
            }
        }
    }

    private void scale(Scratch scratch, int at, int from, int to, float scale) {
        byte[] codes = scratch.codes;
        float[] weights = scratch.weights;
        for (int i = from; i < to; i++) {
            weights[i] = numbers[codes[at + i] & 255] * scale;
        }
        if (factor != 1) {
            for (int i = from; i < to; i++) {
                weights[i] *= factor;
            }
        }
    }
}
