package org.taskvectors.checkpoint.gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.gguf.Architecture.Change;
import org.taskvectors.checkpoint.gguf.GgufHeader.Stored;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Offers the tensors of a GGUF file as Hugging Face's model has them: by its names, with its rows
/// and its numbers where the converter changed them. What is not known keeps llama.cpp's name, and
/// a note says so.
final class HuggingFaceNames {
    /// The factors of an adapter have the name of what they change before their own.
    private static final Pattern NAME =
            Pattern.compile(
                    "(?:blk\\.(\\d{1,6})\\.)?([a-z0-9_]+)(\\.weight|\\.bias)(\\.lora_[ab])?");

    private static final long MOST_EXPERTS = 4096;
    private static final long MOST_ENTRIES = 1 << 20;

    private final Path path;
    private final GgufMetadata metadata;
    private final @Nullable Architecture architecture;
    private final List<String> notes;
    private final List<String> kept = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    private HuggingFaceNames(
            Path path,
            GgufMetadata metadata,
            @Nullable Architecture architecture,
            List<String> notes) {
        this.path = path;
        this.metadata = metadata;
        this.architecture = architecture;
        this.notes = notes;
    }

    /// @param metadata that of the model, which for the parts of a split file is the first part's
    /// @param notes takes what a reader should know
    /// @throws Failure where the rows of a tensor do not divide into the model's heads
    static List<Entry> offered(
            Path path, GgufMetadata metadata, List<Stored> tensors, List<String> notes)
            throws Failure {
        Optional<Architecture> known = Architecture.of(metadata.architecture());
        String obstacle = known.map(one -> obstacle(one, metadata)).orElse(unknown(metadata));
        HuggingFaceNames names =
                new HuggingFaceNames(
                        path, metadata, obstacle.isEmpty() ? known.orElseThrow() : null, notes);
        for (Stored tensor : tensors) {
            names.offer(tensor);
        }
        if (!obstacle.isEmpty() && !tensors.isEmpty()) {
            notes.add(obstacle + "; the tensors keep llama.cpp's names and order of rows");
        } else if (!names.kept.isEmpty()) {
            notes.add(
                    "llama.cpp's own tensors keep their names: "
                            + Shown.of(String.join(", ", names.kept)));
        }
        names.noteUnread(tensors);
        return names.entries;
    }

    private static String unknown(GgufMetadata metadata) {
        String label = metadata.architecture();
        return label.isEmpty()
                ? "the file does not name its architecture"
                : "how Hugging Face names the tensors of the architecture "
                        + Shown.of(label)
                        + " is not known here";
    }

    /// Why the tensors cannot be offered as Hugging Face's model has them; empty where they can.
    private static String obstacle(Architecture architecture, GgufMetadata metadata) {
        String type = metadata.text("general.type").orElse("model");
        if (type.equals("adapter")) {
            // Its rows stay as they are stored: how many heads there are only the base says.
            return "";
        }
        if (!type.equals("model")) {
            return "this is no whole model but of the type " + Shown.of(type);
        }
        return architecture.has(Change.ROTARY_ROWS) && heads(architecture, metadata, 0, false) == 0
                ? "the metadata do not say how many heads there are, so that the rows of q and k"
                        + " cannot be put back"
                : "";
    }

    /// How many heads the rows of q (or of k) belong to; 0 where that is not said.
    private static long heads(
            Architecture architecture, GgufMetadata metadata, int layer, boolean keys) {
        String key = architecture.label() + ".attention.head_count";
        OptionalLong queries = metadata.count(key, layer);
        OptionalLong found = keys ? metadata.count(key + "_kv", layer) : queries;
        return found.orElse(queries.orElse(0));
    }

    private void offer(Stored tensor) throws Failure {
        Matcher matcher = NAME.matcher(tensor.name());
        if (architecture == null || !matcher.matches()) {
            keep(tensor);
            return;
        }
        String layer = matcher.group(1);
        String module = matcher.group(2);
        Map<String, String> table =
                layer == null ? architecture.names().outside() : architecture.names().inside();
        String name = table.get(module);
        if (name == null) {
            keep(tensor);
            return;
        }
        String prefix = layer == null ? "" : architecture.names().layers() + layer + ".";
        String factor = Objects.requireNonNullElse(matcher.group(4), "");
        String full = prefix + name + matcher.group(3) + factor;
        if (name.contains("*")) {
            offerExperts(tensor, full);
        } else if (!factor.isEmpty()) {
            offer(tensor, full, new StoredOrder.AsStored());
        } else {
            offer(tensor, full, order(tensor, module, layer));
        }
    }

    private void keep(Stored tensor) {
        kept.add(tensor.name());
        offer(tensor, tensor.name(), new StoredOrder.AsStored());
    }

    private void offer(Stored tensor, String name, StoredOrder order) {
        entries.add(new Entry(tensor(tensor, name, order), tensor, order));
    }

    private static Tensor tensor(Stored stored, String name, StoredOrder order) {
        GgmlType type = stored.type();
        long[] sizes = stored.sizes().clone();
        if (!type.isRead()) {
            // A type that is not read as numbers is shown as bytes, row by row.
            sizes[sizes.length - 1] = stored.width() / type.blockWeights() * type.blockBytes();
            return new Tensor(name, DType.U8, Shape.of(sizes));
        }
        if (order instanceof StoredOrder.Transposed) {
            sizes = new long[] {sizes[1], sizes[0]};
        }
        DType plain = type.plain();
        boolean isNumber = plain == null || order instanceof StoredOrder.MinusOne;
        return new Tensor(name, isNumber || plain == null ? DType.F32 : plain, Shape.of(sizes));
    }

    private StoredOrder order(Stored tensor, String module, @Nullable String layer) throws Failure {
        Architecture known = architecture;
        if (known == null || !tensor.type().isRead()) {
            return new StoredOrder.AsStored();
        }
        boolean keys = module.equals("attn_k");
        if (known.has(Change.ROTARY_ROWS)
                && layer != null
                && (keys || module.equals("attn_q"))
                && tensor.sizes().length > 0) {
            return rotary(tensor, heads(known, metadata, Integer.parseInt(layer), keys));
        }
        boolean floating = tensor.type().plain() == null || tensor.type().plain().isFloating();
        if (known.has(Change.NORMS_PLUS_ONE)
                && floating
                && module.endsWith("norm")
                && tensor.name().endsWith(".weight")) {
            return new StoredOrder.MinusOne();
        }
        boolean isMatrix = tensor.sizes().length == 2 && layer != null;
        return known.has(Change.TRANSPOSED) && isMatrix
                ? new StoredOrder.Transposed()
                : new StoredOrder.AsStored();
    }

    private StoredOrder rotary(Stored tensor, long heads) throws Failure {
        long rows = tensor.sizes()[0];
        if (heads <= 0 || rows % heads != 0 || rows / heads % 2 != 0) {
            throw Failure.of(
                            GgufProblem.HEADS,
                            path,
                            String.format(
                                    Locale.ROOT,
                                    "its %,d rows do not divide into the %,d heads that the"
                                            + " metadata say",
                                    rows,
                                    heads),
                            HeaderCursor.DAMAGED)
                    .at("tensor " + Shown.of(tensor.name()));
        }
        return new StoredOrder.RotaryRows(rows / heads / 2);
    }

    /// One tensor holds a module of all experts, outermost; Hugging Face's model has one for each.
    private void offerExperts(Stored tensor, String name) {
        long[] sizes = tensor.sizes();
        if (sizes.length != 3
                || sizes[0] > Math.min(MOST_EXPERTS, MOST_ENTRIES - entries.size())
                || tensor.elements() == 0) {
            keep(tensor);
            return;
        }
        long bytes = tensor.bytes() / sizes[0];
        for (long expert = 0; expert < sizes[0]; expert++) {
            Stored one =
                    new Stored(
                            tensor.name(),
                            tensor.type(),
                            new long[] {sizes[1], sizes[2]},
                            tensor.position() + expert * bytes);
            offer(one, name.replace("*", Long.toString(expert)), new StoredOrder.AsStored());
        }
    }

    private void noteUnread(List<Stored> tensors) {
        Map<GgmlType, Integer> unread = new TreeMap<>();
        for (Stored tensor : tensors) {
            if (!tensor.type().isRead()) {
                unread.merge(tensor.type(), 1, Integer::sum);
            }
        }
        unread.forEach(
                (type, count) ->
                        notes.add(
                                String.format(
                                        Locale.ROOT,
                                        "%,d %s stored as %s, which is not read as numbers here;"
                                                + " differences leave %s out",
                                        count,
                                        count == 1 ? "tensor is" : "tensors are",
                                        type,
                                        count == 1 ? "it" : "them")));
    }
}
