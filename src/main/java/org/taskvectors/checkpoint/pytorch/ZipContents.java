package org.taskvectors.checkpoint.pytorch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;

/// The content of a file of PyTorch 1.6 or later: a zip archive with `data.pkl`, one entry of raw
/// bytes a storage under `data/`, and a few small ones. The folder that they all lie in may have
/// any name.
///
/// Source: `torch/serialization.py` and `caffe2/serialize/inline_container.cc` in
/// <https://github.com/pytorch/pytorch>.
final class ZipContents {
    static final String PICKLE = "data.pkl";

    /// The entry in which this program saves a vector's metadata, for which the format has no
    /// place.
    static final String METADATA = ".data/metadata.json";

    static final String BYTE_ORDER = "byteorder";
    private static final long MOST_METADATA = 32L << 20;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final ReadableFile file;
    private final ZipArchive archive;
    private final String folder;

    private ZipContents(ReadableFile file, ZipArchive archive, String folder) {
        this.file = file;
        this.archive = archive;
        this.folder = folder;
    }

    static PytorchFile.Contents read(ReadableFile file) throws Failure {
        ZipArchive archive = ZipArchive.open(file);
        ZipEntry pickle = pickle(file, archive);
        String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
        ZipContents contents = new ZipContents(file, archive, folder);
        contents.refuseTorchscript();
        boolean bigEndian = contents.isBigEndian();
        Calls calls = new Calls(file.path());
        PickleInput input = archive.pickle(pickle);
        PyValue root = PickleMachine.run(input, calls);
        if (input.remaining() != 0) {
            throw input.malformed(input.position(), "something follows the end of the pickle");
        }
        return new PytorchFile.Contents(
                "PyTorch file",
                root,
                calls.classes(),
                contents::find,
                bigEndian,
                contents.metadata());
    }

    private static ZipEntry pickle(ReadableFile file, ZipArchive archive) throws Failure {
        List<ZipEntry> found =
                archive.entries().stream()
                        .filter(
                                entry ->
                                        entry.name().equals(PICKLE)
                                                || entry.name().endsWith("/" + PICKLE))
                        .toList();
        if (found.isEmpty()) {
            throw Failure.of(
                    PytorchProblem.NO_PICKLE,
                    file.path(),
                    "this zip archive has no " + PICKLE + ", which every file of torch.save has",
                    "Save it again with torch.save");
        }
        if (found.size() > 1) {
            throw Failure.of(
                            PytorchProblem.SEVERAL_PICKLES,
                            file.path(),
                            "this zip archive has several " + PICKLE,
                            "Unpack it and open what is inside")
                    .at(found.getLast().place());
        }
        return found.getFirst();
    }

    private void refuseTorchscript() throws Failure {
        if (archive.entry(folder + "constants.pkl") != null) {
            throw Failure.of(
                    PytorchProblem.TORCHSCRIPT,
                    file.path(),
                    "this is a TorchScript archive: a program with weights, not a checkpoint",
                    "Save the model's state_dict");
        }
    }

    /// PyTorch writes the byte order since 2.1; files without it are read as little-endian, as
    /// PyTorch does.
    private boolean isBigEndian() throws Failure {
        ZipEntry order = archive.entry(folder + BYTE_ORDER);
        if (order == null) {
            return false;
        }
        String word = new String(archive.small(order, 64), StandardCharsets.ISO_8859_1);
        if (!word.equals("little") && !word.equals("big")) {
            throw Failure.of(
                            PytorchProblem.BYTE_ORDER_UNKNOWN,
                            file.path(),
                            "the order of its bytes is neither little nor big but "
                                    + Shown.of(word),
                            "The file is damaged; download or save it again")
                    .at(order.place());
        }
        return word.equals("big");
    }

    private long find(PyValue.Storage storage) throws Failure {
        ZipEntry entry = archive.entry(folder + "data/" + storage.key());
        if (entry == null) {
            throw Failure.of(
                    PytorchProblem.STORAGE_ABSENT,
                    file.path(),
                    "its storage is not in the archive: data/" + Shown.of(storage.key()),
                    "The file is damaged; download or save it again");
        }
        if (!entry.isStored()) {
            throw Failure.of(
                            PytorchProblem.ZIP_COMPRESSED_STORAGE,
                            file.path(),
                            "this storage is compressed, which torch.save never does",
                            "Load it with PyTorch and save it again")
                    .at(entry.place());
        }
        if (Math.unsignedMultiplyHigh(storage.whole(), storage.element().bytes()) != 0
                || storage.whole() * storage.element().bytes() != entry.size()) {
            throw Failure.of(
                            PytorchProblem.STORAGE_SIZE,
                            file.path(),
                            "this storage has "
                                    + entry.size()
                                    + " bytes, the pickle says "
                                    + storage.whole()
                                    + " elements of "
                                    + storage.element().bytes(),
                            "The file is damaged; download or save it again")
                    .at(entry.place());
        }
        return entry.data() + storage.first() * storage.element().bytes();
    }

    private Map<String, String> metadata() throws Failure {
        ZipEntry entry = archive.entry(folder + METADATA);
        if (entry == null) {
            return Map.of();
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(archive.small(entry, MOST_METADATA))) {
            boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
            while (isObject && json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                isObject = json.nextToken() == JsonToken.VALUE_STRING;
                metadata.put(key, json.getText());
            }
            if (!isObject || json.nextToken() != null) {
                throw malformed(entry, "they are no object of strings");
            }
            return metadata;
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw malformed(entry, "they are not JSON").causedBy(e);
        }
    }

    private Failure malformed(ZipEntry entry, String what) {
        return Failure.of(
                        PytorchProblem.METADATA_MALFORMED,
                        file.path(),
                        "the metadata of this vector cannot be read: " + what,
                        "The file is damaged; download or save it again")
                .at(entry.place());
    }
}
