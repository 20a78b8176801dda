package org.taskvectors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.WrittenTable;
import org.taskvectors.analysis.spectrum.AdapterSpectra;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.open.CheckpointOpener;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Says what a checkpoint is, from its headers alone; of an adapter also what its factors say.
@Command(
        name = "inspect",
        description =
                "Says what a checkpoint is and lists its tensors, of an adapter with norms and"
                        + " ranks. Only headers are read, and an adapter's factors.")
final class InspectCommand implements Callable<Integer> {
    private final Session session;
    private final CheckpointOpener opener;

    @Parameters(
            paramLabel = "PATH",
            description = "A weights file, or a Hugging Face folder." + Words.OF_HUB)
    private Path path = Path.of("");

    @Mixin private AdapterOptions adapter = new AdapterOptions();
    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private OutputOptions output = new OutputOptions();

    InspectCommand(Session session) {
        this(session, new CheckpointOpener(Formats.ALL));
    }

    InspectCommand(Session session, CheckpointOpener opener) {
        this.session = session;
        this.opener = opener;
    }

    private record Share(long tensors, long elements, long bytes) {
        Share plus(Tensor tensor) {
            return new Share(tensors + 1, elements + tensor.elements(), bytes + tensor.bytes());
        }
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        try (Checkpoint checkpoint = opener.open(path, adapter.options(path))) {
            Naming naming = Naming.of(checkpoint);
            Optional<Provenance> provenance =
                    new ProvenanceCodec().read(checkpoint.about().metadata());
            Optional<AdapterReport> factors = factors(checkpoint);
            if (output.isJson()) {
                Json.print(json(checkpoint, naming, provenance, factors), session.out());
            } else {
                print(checkpoint, naming, provenance, factors);
            }
            return 0;
        } catch (OutOfMemoryError e) {
            throw CheckpointOpener.outOfMemory(path).causedBy(e);
        }
    }

    private Optional<AdapterReport> factors(Checkpoint checkpoint)
            throws IOException, CancelledException {
        if (!(checkpoint instanceof Vector opened) || !opened.isAdapter()) {
            return Optional.empty();
        }
        AdapterSpectra spectra =
                session.run(
                        "Reading the factors of " + opened.name(),
                        (progress, cancellation) ->
                                AdapterSpectra.of(
                                        opened, threads.compute(session), progress, cancellation));
        return Optional.of(new AdapterReport(opened, spectra));
    }

    private static Map<DType, Share> dtypes(Checkpoint checkpoint) {
        Map<DType, Share> shares = new EnumMap<>(DType.class);
        for (Tensor tensor : checkpoint.tensors()) {
            shares.merge(
                    tensor.dtype(),
                    new Share(0, 0, 0).plus(tensor),
                    (old, one) -> old.plus(tensor));
        }
        return shares;
    }

    /// Floating-point weights, tied ones once, no buffers.
    private static long weights(Checkpoint checkpoint, Naming naming) {
        Set<String> again = naming.repeated();
        return checkpoint.tensors().stream()
                .filter(tensor -> tensor.dtype().isFloating())
                .filter(tensor -> !again.contains(tensor.name()))
                .filter(tensor -> !Buffers.isBuffer(tensor))
                .mapToLong(Tensor::elements)
                .sum();
    }

    private void print(
            Checkpoint checkpoint,
            Naming naming,
            Optional<Provenance> provenance,
            Optional<AdapterReport> factors) {
        PrintWriter out = session.out();
        out.println(checkpoint.name() + ": " + checkpoint.about().format());
        line("architecture", naming.architecture() + layers(naming));
        long buffers = checkpoint.tensors().stream().filter(Buffers::isBuffer).count();
        line(
                "weights",
                Amounts.count(weights(checkpoint, naming))
                        + " in "
                        + Amounts.counted(checkpoint.tensors().size() - buffers, "tensor")
                        + (buffers == 0 ? "" : ", beside " + Amounts.counted(buffers, "buffer")));
        line(
                "dtypes",
                dtypes(checkpoint).entrySet().stream()
                        .map(e -> e.getKey().label() + " × " + Amounts.count(e.getValue().tensors))
                        .collect(Collectors.joining(", ")));
        String encodings = encodings(checkpoint);
        if (!encodings.isEmpty()) {
            line("stored as", encodings);
        }
        line(
                place(),
                Amounts.bytes(checkpoint.about().bytesOnDisk())
                        + " in "
                        + Amounts.counted(checkpoint.about().files(), "file"));
        if (!checkpoint.about().companions().isEmpty()) {
            line("beside it", String.join(", ", checkpoint.about().companions()));
        }
        naming.tied().forEach(names -> line("tied", String.join(" = ", names)));
        provenance.ifPresent(this::printOrigin);
        factors.ifPresent(report -> line("‖τ‖", report.whole()));
        checkpoint.about().notes().forEach(note -> line("note", note));
        factors.ifPresent(report -> report.gaps().forEach(gap -> line("note", gap)));
        out.println();
        factors.map(report -> report.table(naming))
                .orElseGet(() -> table(checkpoint, naming, place()))
                .print(out);
    }

    /// What quantised tensors lie on disk as: `Q4_K × 180 (4.5 bits per weight), Q6_K × 30 (…)`.
    private static String encodings(Checkpoint checkpoint) {
        Map<String, Long> counts = new TreeMap<>();
        for (Tensor tensor : checkpoint.tensors()) {
            checkpoint
                    .stored(tensor)
                    .encoding()
                    .ifPresent(
                            encoding ->
                                    counts.merge(
                                            encoding.label()
                                                    + " ("
                                                    + Quantities.BITS_PER_WEIGHT.say(
                                                            encoding.bitsPerWeight())
                                                    + " bits per weight)",
                                            1L,
                                            Long::sum));
        }
        return counts.entrySet().stream()
                .map(e -> e.getKey() + " × " + Amounts.count(e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void printOrigin(Provenance provenance) {
        line(
                "task vector",
                provenance.tuned().name()
                        + " − "
                        + provenance.base().name()
                        + ", written by "
                        + provenance.program());
        line(
                "policies",
                provenance.policies().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ")));
        provenance.leftOut().forEach((name, why) -> line("left out", name + ": " + why));
    }

    private void line(String word, String text) {
        session.out()
                .println(
                        "  " + word + " ".repeat(Math.max(1, 14 - word.length())) + Shown.of(text));
    }

    private static String layers(Naming naming) {
        if (naming.layers() == 0) {
            return "";
        }
        Map<String, Integer> stacks = naming.layersOfStacks();
        String counts =
                stacks.entrySet().stream()
                        .map(stack -> stack.getKey() + " " + stack.getValue())
                        .collect(Collectors.joining(", "));
        return ", "
                + Amounts.counted(naming.layers(), "layer")
                + (stacks.size() > 1 ? " (" + counts + ")" : "");
    }

    /// Where the bytes lie.
    private String place() {
        return FarFiles.isFar(path) ? "on the hub" : "on disk";
    }

    /// @param lies where the bytes lie: `on disk`
    private static WrittenTable table(Checkpoint checkpoint, Naming naming, String lies) {
        WrittenTable table =
                new WrittenTable()
                        .words("tensor")
                        .words("dtype")
                        .numbers("shape")
                        .numbers("layer")
                        .words("module kind")
                        .numbers("bytes " + lies);
        for (Tensor tensor : checkpoint.tensors()) {
            Placement place = naming.place(tensor.name());
            Optional<Encoding> encoding = checkpoint.stored(tensor).encoding();
            table.row(
                    List.of(
                            tensor.name(),
                            tensor.dtype().label()
                                    + encoding.map(stored -> " of " + stored.label()).orElse(""),
                            tensor.shape().toString(),
                            place.layerLabel().orElse(Digits.DASH),
                            place.kind().id(),
                            Amounts.count(
                                    encoding.map(stored -> stored.bytes(tensor))
                                            .orElseGet(tensor::bytes))));
        }
        return table;
    }

    private ObjectNode json(
            Checkpoint checkpoint,
            Naming naming,
            Optional<Provenance> provenance,
            Optional<AdapterReport> factors) {
        ObjectNode root = Json.document("inspect", session);
        root.put("path", path.toString());
        root.put("name", checkpoint.name());
        root.put("format", checkpoint.about().format());
        root.put("files", checkpoint.about().files());
        root.put("bytes_on_disk", checkpoint.about().bytesOnDisk());
        root.put("architecture", naming.architecture());
        root.put("architecture_known", naming.known());
        root.put("layers", naming.layers());
        root.put("weights", weights(checkpoint, naming));
        ArrayNode dtypes = root.putArray("dtypes");
        dtypes(checkpoint)
                .forEach(
                        (dtype, share) ->
                                dtypes.addObject()
                                        .put("dtype", dtype.label())
                                        .put("tensors", share.tensors)
                                        .put("elements", share.elements)
                                        .put("bytes", share.bytes));
        root.set("config", config(checkpoint.about().config()));
        root.set("companions", Json.texts(checkpoint.about().companions()));
        ArrayNode tied = root.putArray("tied");
        naming.tied().forEach(names -> tied.add(Json.texts(names)));
        root.set("provenance", Json.provenance(provenance));
        root.set("notes", Json.texts(checkpoint.about().notes()));
        root.set("adapter", factors.map(AdapterReport::json).orElse(null));
        ArrayNode tensors = root.putArray("tensors");
        int index = 0;
        for (Tensor tensor : checkpoint.tensors()) {
            ObjectNode node = tensor(tensor, checkpoint.stored(tensor).encoding(), naming);
            int number = index++;
            node.set("factors", factors.map(report -> report.json(number)).orElse(null));
            tensors.add(node);
        }
        return root;
    }

    private static JsonNode config(Optional<ModelConfig> config) {
        if (config.isEmpty()) {
            return NullNode.getInstance();
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("architecture", Json.text(config.get().architecture()));
        node.set("model_type", Json.text(config.get().modelType()));
        Optional<Boolean> tied = config.get().tiedEmbeddings();
        node.put("tied_embeddings", tied.orElse(null));
        node.set("quantization", Json.text(config.get().quantization()));
        node.set("base_name", Json.text(config.get().baseName()));
        return node;
    }

    private static ObjectNode tensor(Tensor tensor, Optional<Encoding> encoding, Naming naming) {
        Placement place = naming.place(tensor.name());
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", tensor.name());
        node.put("dtype", tensor.dtype().label());
        node.set("shape", Json.sizes(tensor.shape().sizes()));
        node.put("elements", tensor.elements());
        node.put("bytes", tensor.bytes());
        node.set("encoding", Json.text(encoding.map(Encoding::label)));
        node.put("bits_per_weight", encoding.map(Encoding::bitsPerWeight).orElse(null));
        Integer layer = place.layer().isPresent() ? place.layer().getAsInt() : null;
        node.set("stack", GroupJson.stack(place.stack()));
        node.put("layer", layer);
        node.put("module", place.kind().id());
        node.put("stripped_name", place.stripped());
        return node;
    }
}
