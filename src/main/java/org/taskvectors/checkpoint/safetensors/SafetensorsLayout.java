package org.taskvectors.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.WeightsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// The layout of a safetensors file that is about to be written: the header's bytes and each
/// tensor's place. The same tensors and metadata give the same bytes: metadata in the order of its
/// keys, tensors in the order given, no space but the padding at the end, which brings the data to
/// a multiple of 8.
///
/// Source of the format: <https://github.com/huggingface/safetensors#format>.
public final class SafetensorsLayout implements WeightsLayout {
    private static final int LENGTH_BYTES = 8;
    private static final int ALIGNMENT = 8;

    /// Writes characters beyond the 16-bit ones as they are, not as two escapes, as the safetensors
    /// library does.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    private final List<Tensor> tensors;
    private final byte[] header;
    private final long[] offsets;

    private SafetensorsLayout(List<Tensor> tensors, byte[] header, long[] offsets) {
        this.tensors = List.copyOf(tensors);
        this.header = header;
        this.offsets = offsets;
    }

    /// @throws IllegalArgumentException where two tensors share a name, one is called
    ///   `__metadata__`, elements do not fill whole bytes, or the header exceeds what the format
    ///   allows
    /// @throws ArithmeticException where the file would exceed 2^63 bytes
    public static SafetensorsLayout of(List<Tensor> tensors, Map<String, String> metadata) {
        return of(tensors, metadata, 0);
    }

    /// Lays out the same with a header of at least `headerBytes` bytes, a multiple of 8. A caller
    /// that writes tensors before it knows all shapes reserves room for the header in this way.
    public static SafetensorsLayout of(
            List<Tensor> tensors, Map<String, String> metadata, int headerBytes) {
        requireDistinct(tensors);
        byte[] json = json(tensors, new TreeMap<>(metadata));
        int padded =
                Math.max(
                        Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT,
                        headerBytes - LENGTH_BYTES);
        if (padded > SafetensorsHeader.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the header would be " + padded + " bytes long, the format allows 100,000,000");
        }
        byte[] header =
                ByteBuffer.allocate(LENGTH_BYTES + padded)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(padded)
                        .put(json)
                        .array();
        Arrays.fill(header, LENGTH_BYTES + json.length, header.length, (byte) ' ');

        long[] offsets = new long[tensors.size() + 1];
        offsets[0] = header.length;
        for (int i = 0; i < tensors.size(); i++) {
            offsets[i + 1] = Math.addExact(offsets[i], tensors.get(i).bytes());
        }
        return new SafetensorsLayout(tensors, header, offsets);
    }

    /// Returns the first bytes of the file: the length, the JSON, the padding.
    public byte[] header() {
        return header.clone();
    }

    @Override
    public long offset(int tensorIndex) {
        if (tensorIndex < 0 || tensorIndex >= offsets.length - 1) {
            throw new IndexOutOfBoundsException(tensorIndex);
        }
        return offsets[tensorIndex];
    }

    @Override
    public long fileSize() {
        return offsets[offsets.length - 1];
    }

    @Override
    public void finish(AtomicFile file, Map<String, String> metadata) throws Failure {
        byte[] now = of(tensors, metadata).header;
        if (now.length != header.length) {
            throw new IllegalStateException("the header outgrew its room");
        }
        file.write(0, ByteBuffer.wrap(now));
    }

    private static void requireDistinct(List<Tensor> tensors) {
        Set<String> names = new HashSet<>();
        for (Tensor tensor : tensors) {
            if (tensor.name().equals(SafetensorsHeader.METADATA) || !names.add(tensor.name())) {
                throw new IllegalArgumentException(
                        "the name " + tensor.name() + " is taken already");
            }
            if (Math.multiplyExact(tensor.elements(), (long) tensor.dtype().bits()) % 8 != 0) {
                throw new IllegalArgumentException(
                        "the elements of " + tensor.name() + " do not fill whole bytes");
            }
        }
    }

    private static byte[] json(List<Tensor> tensors, Map<String, String> metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(SafetensorsHeader.METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long at = 0;
            for (Tensor tensor : tensors) {
                long end = Math.addExact(at, tensor.bytes());
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", tensor.dtype().name());
                json.writeFieldName("shape");
                long[] sizes = tensor.shape().sizes();
                json.writeArray(sizes, 0, sizes.length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {at, end}, 0, 2);
                json.writeEndObject();
                at = end;
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
