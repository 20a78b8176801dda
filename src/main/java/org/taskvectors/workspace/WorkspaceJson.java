package org.taskvectors.workspace;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.file.Failure;
import org.taskvectors.file.PathReader;

/// A workspace as JSON and back. What a version did not write has its default; what it does not
/// know is passed over; but a version of the whole that is newer than ours is refused, since saving
/// it again would lose what we do not understand.
final class WorkspaceJson {
    /// 1 had no adapters and did not know files again that moved, 2 had no kinds of items: both are
    /// read as they are. It is raised where an older program would lose what a newer one wrote;
    /// since 3 keeps items of kinds that it does not know, a new kind does not raise it.
    private static final int VERSION = 3;

    private static final String FILE_KIND = "file";
    private static final String EVALUATION_KIND = "evaluation";
    private static final String TRAINING_KIND = "training";

    private static final String FORMAT = "task-vector-workbench-workspace";

    /// Numbers of kinds that are not known keep all their digits.
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private WorkspaceJson() {}

    static String write(WorkspaceState state) {
        return text(root(state));
    }

    /// With paths below the workspace's folder told from there.
    static String write(WorkspaceState state, PortablePaths paths) {
        ObjectNode root = root(state);
        paths.toRelative(root);
        return text(root);
    }

    private static String text(ObjectNode root) {
        return root.toPrettyString() + "\n";
    }

    private static ObjectNode root(WorkspaceState state) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("version", VERSION);
        root.put("name", state.name());
        ArrayNode items = root.putArray("items");
        state.items().forEach(item -> items.add(written(item)));
        state.ticked().forEach(root.putArray("ticked")::add);
        ObjectNode threshold = root.putObject("threshold");
        threshold.put("value", state.threshold().value());
        threshold.put("basis", word(state.threshold().basis()));
        root.put("place", state.place());
        ObjectNode choices = root.putObject("choices");
        new TreeMap<>(state.choices()).forEach(choices::put);
        state.window().ifPresent(window -> writeWindow(root.putObject("window"), window));
        root.put("theme", word(state.theme()));
        ArrayNode recent = root.putArray("recent");
        state.recent().forEach(path -> recent.add(path.toString()));
        return root;
    }

    private static JsonNode written(Item item) {
        return switch (item) {
            case FileItem files -> {
                ObjectNode node = MAPPER.createObjectNode();
                writeFiles(node, files);
                yield node;
            }
            case EvaluationItem saved -> written(saved);
            case TrainingItem run -> written(run);
            case SheetItem sheet -> SheetJson.write(sheet, MAPPER);
            case LaterItem later -> {
                try {
                    yield MAPPER.readTree(later.json());
                } catch (JacksonException e) {
                    throw new IllegalStateException("what was read as JSON is JSON", e);
                }
            }
        };
    }

    private static JsonNode written(EvaluationItem saved) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("kind", EVALUATION_KIND);
        node.put("id", saved.id());
        node.put("name", saved.name());
        node.put("file", saved.record().toString());
        node.put("summary", saved.summary());
        node.put("done", saved.isDone());
        node.put("asked", saved.asked());
        return node;
    }

    private static JsonNode written(TrainingItem run) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("kind", TRAINING_KIND);
        node.put("id", run.id());
        node.put("name", run.name());
        node.put("path", run.folder().toString());
        node.put("summary", run.summary());
        node.put("standing", word(run.standing()));
        node.put("asked", run.asked());
        return node;
    }

    private static void writeFiles(ObjectNode node, FileItem item) {
        node.put("kind", FILE_KIND);
        node.put("id", item.id());
        node.put("path", item.path().toString());
        node.put("name", item.name());
        node.put("role", word(item.role()));
        item.base().ifPresent(base -> node.put("base", base));
        item.facts().ifPresent(facts -> FactsJson.write(node.putObject("facts"), facts));
        item.content().ifPresent(content -> writeContent(node.putArray("content"), content));
        item.colour().ifPresent(colour -> node.put("colour", colour));
        item.said().scale().ifPresent(scale -> writeScale(node.putObject("scale"), scale));
        item.said().adapter().ifPresent(adapter -> node.put("adapter", adapter));
        item.said().under().ifPresent(key -> node.put("under", key));
        ReachJson.write(node, item.said().reach());
    }

    private static void writeScale(ObjectNode node, LoraScale scale) {
        switch (scale) {
            case LoraScale.Factor factor -> node.put("factor", factor.value());
            case LoraScale.Alpha alpha -> {
                node.put("alpha", alpha.alpha());
                node.put("rank_stabilised", alpha.rankStabilised());
            }
        }
    }

    static void writeContent(ArrayNode array, ContentId content) {
        for (ContentId.Part part : content.parts()) {
            ObjectNode node = array.addObject();
            node.put("bytes", part.bytes());
            node.put("modified", part.modified());
            node.put("sample", part.sample());
        }
    }

    private static void writeWindow(ObjectNode node, WindowBounds window) {
        node.put("x", window.x());
        node.put("y", window.y());
        node.put("width", window.width());
        node.put("height", window.height());
        node.put("maximized", window.maximized());
    }

    /// @param file named in failures
    /// @param paths reads the paths of items
    static WorkspaceState read(Path file, String text, PathReader paths) throws Failure {
        try {
            JsonNode root = MAPPER.readTree(text);
            if (root == null || !root.isObject() || !FORMAT.equals(root.path("format").asText())) {
                throw damaged(file, "it is not a workspace of this program");
            }
            if (root.path("version").asInt(0) > VERSION) {
                throw Failure.of(
                        WorkspaceProblem.TOO_NEW,
                        file,
                        "this workspace was saved by a newer version of the program",
                        "It is left as it is, and nothing of this session is saved into it; update"
                                + " the program to use it");
            }
            if (root instanceof ObjectNode object) {
                new PortablePaths(file.toAbsolutePath().resolveSibling("")).toAbsolute(object);
            }
            return readState(root, paths);
        } catch (JacksonException e) {
            throw damaged(file, "it is not JSON").causedBy(e);
        } catch (IllegalArgumentException e) {
            throw damaged(file, "it holds a value that makes no sense: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private static Failure damaged(Path file, String what) {
        return Failure.of(
                WorkspaceProblem.DAMAGED, file, "the saved workspace cannot be read: " + what, "");
    }

    private static WorkspaceState readState(JsonNode root, PathReader paths) {
        WorkspaceState empty = WorkspaceState.EMPTY;
        List<Item> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode node : root.path("items")) {
            items.add(readItem(withOwnId(node, ids), paths));
        }
        Map<String, String> choices = new LinkedHashMap<>();
        root.path("choices")
                .properties()
                .forEach(entry -> choices.put(entry.getKey(), entry.getValue().asText()));
        if (items.isEmpty()) {
            WorkspaceState.OPENING.forEach(choices::putIfAbsent);
        }
        JsonNode threshold = root.path("threshold");
        return new WorkspaceState(
                root.path("name").asText(empty.name()),
                items,
                texts(root.path("ticked")).stream().distinct().toList(),
                new Threshold(
                        notNegative(threshold.path("value").asDouble(empty.threshold().value())),
                        constant(
                                threshold.path("basis"),
                                Threshold.Basis.class,
                                empty.threshold().basis())),
                root.path("place").asText(empty.place()),
                choices,
                root.path("window").isObject()
                        ? Optional.of(readWindow(root.path("window")))
                        : Optional.empty(),
                constant(root.path("theme"), ThemeChoice.class, empty.theme()),
                texts(root.path("recent")).stream().map(text -> path(text, paths)).toList());
    }

    /// An item that came twice, as from two files joined by hand, has an id of its own.
    private static JsonNode withOwnId(JsonNode node, Set<String> taken) {
        String id = node.path("id").asText();
        String own = id;
        for (int i = 2; !taken.add(own); i++) {
            own = id + "-" + i;
        }
        return own.equals(id) || !(node instanceof ObjectNode item) ? node : item.put("id", own);
    }

    /// One without a kind is of version 1 or 2, which had files only.
    private static Item readItem(JsonNode node, PathReader paths) {
        String kind = node.path("kind").asText(node.has("kind") ? "" : FILE_KIND);
        return switch (kind) {
            case FILE_KIND -> readFiles(node, paths);
            case EVALUATION_KIND -> readEvaluation(node, paths);
            case TRAINING_KIND -> readTraining(node, paths);
            case SheetJson.KIND -> SheetJson.read(required(node, "id"), node);
            default ->
                    new LaterItem(
                            required(node, "id"),
                            node.path("name").asText(kind),
                            kind,
                            node.toString());
        };
    }

    private static EvaluationItem readEvaluation(JsonNode node, PathReader paths) {
        return new EvaluationItem(
                required(node, "id"),
                node.path("name").asText(EVALUATION_KIND),
                path(required(node, "file"), paths),
                node.path("summary").asText(),
                node.path("done").asBoolean(),
                node.path("asked").asText());
    }

    private static TrainingItem readTraining(JsonNode node, PathReader paths) {
        return new TrainingItem(
                required(node, "id"),
                node.path("name").asText(TRAINING_KIND),
                path(required(node, "path"), paths),
                node.path("summary").asText(),
                constant(
                        node.path("standing"),
                        TrainingItem.Standing.class,
                        TrainingItem.Standing.UNFINISHED),
                node.path("asked").asText());
    }

    private static FileItem readFiles(JsonNode node, PathReader paths) {
        Path path = path(required(node, "path"), paths);
        return new FileItem(
                required(node, "id"),
                path,
                node.path("name").asText(String.valueOf(path.getFileName())),
                constant(node.path("role"), Role.class, Role.BASE),
                optional(node.path("base")),
                node.path("facts").isObject()
                        ? Optional.of(FactsJson.read(node.path("facts")))
                        : Optional.empty(),
                readContent(node.path("content")),
                new OpenOptions(
                                readScale(node.path("scale")),
                                optional(node.path("adapter")),
                                optional(node.path("under")))
                        .withReach(ReachJson.read(node, paths)),
                node.path("colour").canConvertToInt()
                        ? OptionalInt.of(Math.max(0, node.path("colour").asInt()))
                        : OptionalInt.empty());
    }

    private static Optional<LoraScale> readScale(JsonNode node) {
        if (node.path("factor").isNumber()) {
            return Optional.of(new LoraScale.Factor(node.path("factor").asDouble()));
        }
        return node.path("alpha").isNumber()
                ? Optional.of(
                        new LoraScale.Alpha(
                                node.path("alpha").asDouble(),
                                node.path("rank_stabilised").asBoolean()))
                : Optional.empty();
    }

    static Optional<ContentId> readContent(JsonNode array) {
        List<ContentId.Part> parts = new ArrayList<>();
        array.forEach(
                node ->
                        parts.add(
                                new ContentId.Part(
                                        node.path("bytes").asLong(),
                                        node.path("modified").asLong(),
                                        node.path("sample").asText())));
        return parts.isEmpty() ? Optional.empty() : Optional.of(new ContentId(parts));
    }

    private static WindowBounds readWindow(JsonNode node) {
        return new WindowBounds(
                node.path("x").asDouble(),
                node.path("y").asDouble(),
                node.path("width").asDouble(),
                node.path("height").asDouble(),
                node.path("maximized").asBoolean());
    }

    static Path path(String text, PathReader paths) {
        try {
            return paths.path(text);
        } catch (Failure | InvalidPathException e) {
            throw new IllegalArgumentException("no path: " + text, e);
        }
    }

    private static double notNegative(double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException("a negative threshold");
        }
        return value;
    }

    private static String required(JsonNode node, String name) {
        return optional(node.path(name))
                .orElseThrow(() -> new IllegalArgumentException("an item without " + name));
    }

    static Optional<String> optional(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        if (array.isArray()) {
            array.forEach(node -> texts.add(node.asText()));
        }
        return texts;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(JsonNode node, Class<E> type, E fallback) {
        String word = node.asText("").toUpperCase(Locale.ROOT);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        return fallback;
    }
}
