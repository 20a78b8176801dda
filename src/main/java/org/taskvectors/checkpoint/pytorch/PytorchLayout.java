package org.taskvectors.checkpoint.pytorch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.zip.CRC32;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.WeightsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// Where everything goes in a `.pth` file that is about to be written: a dictionary from names to
/// tensors that `torch.load(weights_only=True)` reads, of PyTorch 1.13 and later. The metadata are
/// one more entry of the archive, which PyTorch passes over.
///
/// The order is PyTorch's: the pickle, the byte order, a storage for each tensor, the version. All
/// data begin at a multiple of 64. PyTorch does not look at the CRC of a storage, but other readers
/// of zips do, so it is taken from the blocks as they are written.
public final class PytorchLayout implements WeightsLayout {
    private static final String FOLDER = "archive/";

    /// Entries in front of the first storage.
    private static final int BEFORE = 2;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    private final List<ZipRecords.Entry> entries;
    private final byte[] pickle;
    private final int metadataBytes;
    private final long[] begins;
    private final AtomicIntegerArray crcs;

    private PytorchLayout(
            List<ZipRecords.Entry> entries, byte[] pickle, int metadataBytes, int tensors) {
        this.entries = entries;
        this.pickle = pickle;
        this.metadataBytes = metadataBytes;
        this.crcs = new AtomicIntegerArray(tensors);
        this.begins = new long[tensors];
        for (int i = 0; i < tensors; i++) {
            begins[i] = entries.get(BEFORE + i).data();
        }
    }

    /// @throws IllegalArgumentException where two tensors share a name, or PyTorch has no storage
    ///   of a tensor's dtype
    /// @throws ArithmeticException where the file would exceed 2^63 bytes
    public static PytorchLayout of(List<Tensor> tensors, Map<String, String> metadata) {
        Set<String> names = new HashSet<>();
        for (Tensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException(
                        "the name " + tensor.name() + " is taken already");
            }
        }
        byte[] pickle = StoragePickle.of(tensors);
        byte[] json = json(metadata);
        Builder builder = new Builder();
        builder.add(ZipContents.PICKLE, pickle.length);
        builder.add(ZipContents.BYTE_ORDER, little().length);
        for (int i = 0; i < tensors.size(); i++) {
            builder.add("data/" + i, tensors.get(i).bytes());
        }
        builder.add("version", version().length);
        builder.add(ZipContents.METADATA, json.length);
        return new PytorchLayout(List.copyOf(builder.entries), pickle, json.length, tensors.size());
    }

    private static final class Builder {
        private final List<ZipRecords.Entry> entries = new ArrayList<>();
        private long end;

        void add(String name, long size) {
            ZipRecords.Entry entry = ZipRecords.Entry.at(end, FOLDER + name, size);
            entries.add(entry);
            end = entry.end();
        }
    }

    @Override
    public long offset(int tensorIndex) {
        return begins[tensorIndex];
    }

    @Override
    public long fileSize() {
        return Math.addExact(entries.getLast().end(), ZipRecords.tailBytes(entries));
    }

    @Override
    public void written(long position, MemorySegment bytes) {
        int tensor = indexOf(position);
        long after = entries.get(BEFORE + tensor).end() - position - bytes.byteSize();
        int share = JoinedCrc.share(bytes.asByteBuffer(), after);
        crcs.accumulateAndGet(tensor, share, (a, b) -> a ^ b);
    }

    /// Returns the tensor in whose data `position` lies. An empty tensor begins at the end of its
    /// header, where no other tensor's data begin.
    private int indexOf(long position) {
        int found = Arrays.binarySearch(begins, position);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    public void finish(AtomicFile file, Map<String, String> metadata) throws Failure {
        byte[] json = json(metadata);
        if (json.length != metadataBytes) {
            throw new IllegalStateException("the metadata outgrew their room");
        }
        int last = entries.size() - 1;
        Map<Integer, byte[]> small =
                Map.of(0, pickle, 1, little(), last - 1, version(), last, json);
        int[] all = new int[entries.size()];
        for (int i = 0; i < all.length; i++) {
            byte[] content = small.get(i);
            ZipRecords.Entry entry = entries.get(i);
            all[i] = content == null ? crcs.get(i - BEFORE) : crc(content);
            file.write(entry.header(), ZipRecords.header(entry, all[i]));
            if (content != null) {
                file.write(entry.data(), ByteBuffer.wrap(content));
            }
        }
        long end = entries.getLast().end();
        file.write(end, ZipRecords.tail(entries, all, end));
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static byte[] little() {
        return "little".getBytes(StandardCharsets.US_ASCII);
    }

    /// The version of the archive's format that PyTorch has written since 1.6.
    private static byte[] version() {
        return "3\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] json(Map<String, String> metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
