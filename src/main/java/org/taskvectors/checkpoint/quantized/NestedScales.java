package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Codes.Role;
import org.taskvectors.checkpoint.Tensor;

/// Scales that are quantised themselves, as bitsandbytes' double quantisation does it:
/// `nested_quant_map[code] · nested_absmax[block] + nested_offset`, each step rounded to float32
/// (`bitsandbytes.functional.dequantize_4bit`, 0.50).
///
/// @param source the checkpoint of the tensors
/// @param codes one byte for each scale
/// @param map the numbers that the 256 codes stand for
/// @param outer a scale for each block of codes
/// @param block codes in a block
/// @param offset the number that is added, in float32
record NestedScales(
        Checkpoint source, Tensor codes, CodeBook map, Tensor outer, int block, float offset)
        implements Scales {
    @Override
    public long count() {
        return codes.elements();
    }

    @Override
    public void addParts(Map<Role, Tensor> parts) {
        parts.put(Role.SCALES, codes);
        parts.put(Role.NESTED_SCALES, outer);
        parts.put(Role.NESTED_TABLE, map.tensor());
    }

    @Override
    public void load(long first, int count, Scratch scratch) throws IOException {
        float[] numbers = map.numbers(scratch);
        long firstBlock = first / block;
        int blocks = (int) ((first + count - 1) / block - firstBlock) + 1;
        Scales.numbers(source, outer, firstBlock, blocks, scratch, scratch.outer);
        MemorySegment bytes = scratch.scaleBytes.asSlice(0, count);
        source.read(codes, first, bytes);
        for (int i = 0; i < count; i++) {
            int code = Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, i));
            float scale = scratch.outer[(int) ((first + i) / block - firstBlock)];
            scratch.scales[i] = numbers[code] * scale + offset;
        }
    }
}
