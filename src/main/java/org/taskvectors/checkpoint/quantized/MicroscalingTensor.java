package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Codes.Role;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A tensor in MXFP4: E2M1 codes, two a byte, the lower half first, and a power of two for each 32
/// weights of a row: `number(code) · 2^(scale − 127)`, exact in float32 but for what overflows.
///
/// Source: OCP Microscaling Formats (MX) Specification 1.0, sections 5.3.3 and 5.4.1;
/// `convert_moe_packed_tensors` of transformers 5.24 (`integrations/mxfp4.py`).
final class MicroscalingTensor implements QuantizedTensor {
    /// Weights that share a scale.
    static final int BLOCK = 32;

    private static final String LABEL = "MXFP4";

    /// Bits of a weight: four, and eight for each block.
    private static final double BITS = 4 + 8.0 / BLOCK;

    /// The numbers of the codes without their signs, which are the highest of the four bits.
    private static final float[] MAGNITUDES = {0, 0.5f, 1, 1.5f, 2, 3, 4, 6};

    private final Checkpoint source;
    private final Tensor packed;
    private final Scales.Stored scales;
    private final Tensor shown;

    /// @param packed the codes
    /// @param scales a scale for each block
    /// @param name the name of the tensor
    /// @param shape the shape of the weights, of which the last size is a multiple of [#BLOCK]
    MicroscalingTensor(
            Checkpoint source, Tensor packed, Scales.Stored scales, String name, Shape shape) {
        this.source = source;
        this.packed = packed;
        this.scales = scales;
        shown = new Tensor(name, DType.F32, shape);
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
        return new Encoding(LABEL, BITS, GaussianErrors.MXFP4);
    }

    @Override
    public Codes codes() {
        return new Codes(
                LABEL,
                shown.shape(),
                Shape.of(BLOCK),
                Optional.empty(),
                new StoredOrder.AsStored(),
                Map.of(Role.CODES, packed, Role.SCALES, scales.tensor()),
                source::reader);
    }

    @Override
    public void decode(long first, int count, Scratch scratch) throws IOException {
        int at = StoredBytes.read(source, packed, first / 2, (first + count + 1) / 2, scratch);
        int odd = (int) (first & 1);
        long firstBlock = first / BLOCK;
        int blocks = (int) ((first + count - 1) / BLOCK - firstBlock) + 1;
        int window = scales.window(firstBlock, blocks, scratch);
        float[] table = scratch.table;
        int done = 0;
        for (int block = 0; block < blocks; block++) {
            float scale = scratch.scales[window + block];
            for (int code = 0; code < MAGNITUDES.length; code++) {
                table[code] = MAGNITUDES[code] * scale;
                table[code + MAGNITUDES.length] = -MAGNITUDES[code] * scale;
            }
            int next = (int) Math.min(count, (firstBlock + block + 1) * BLOCK - first);
            for (; done < next; done++) {
                int two = scratch.codes[at + ((done + odd) >> 1)];
                scratch.weights[done] = table[(two >> (((done + odd) & 1) * 4)) & 15];
            }
        }
    }
}
