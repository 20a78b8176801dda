package org.taskvectors.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.DataChoiceJson;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.tensor.DType;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;

/// Settings and facts of runs as JSON and back, for records, the workspace and the command line.
public final class TrainingJson {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private TrainingJson() {}

    /// Returns how a model is trained.
    public static ObjectNode settings(TrainingSettings settings) {
        ObjectNode node = MAPPER.createObjectNode();
        Adaptation adaptation = settings.adaptation();
        node.put("method", word(adaptation.method()));
        node.put("rank", adaptation.rank());
        node.put("alpha", adaptation.alpha());
        node.put("rank_stabilised", adaptation.isRankStabilised());
        node.put("dropout", adaptation.dropout());
        ArrayNode targets = node.putArray("targets");
        adaptation.targets().forEach(targets::add);
        node.put("dtype", settings.holding().dtype().map(DType::label).orElse(null));
        if (settings.holding().isFourBit()) {
            node.put("four_bit", true);
        }
        node.put("steps", settings.schedule().steps());
        node.put("rate", settings.schedule().rate());
        node.put("warm_up", settings.schedule().warmUp());
        node.put("decay", word(settings.schedule().decay()));
        node.put("beta1", settings.optimizer().beta1());
        node.put("beta2", settings.optimizer().beta2());
        node.put("epsilon", settings.optimizer().epsilon());
        node.put("weight_decay", settings.optimizer().decay());
        node.put("clip", settings.optimizer().clip());
        node.put("batch", settings.batch());
        node.put("accumulate", settings.accumulate());
        node.put("seed", settings.seed());
        node.put("recomputes", settings.recomputes());
        node.put("evaluate_each", settings.keeping().evaluateEach());
        node.put("checkpoint_each", settings.keeping().checkpointEach());
        node.put("checkpoint_bytes", settings.keeping().mostBytes());
        return node;
    }

    /// Returns the settings that were written; what was not written is as usual.
    ///
    /// @throws IllegalArgumentException if a word in them is not known
    public static TrainingSettings settings(JsonNode node) {
        TrainingSettings usual = TrainingSettings.usual();
        Adaptation adaptation = usual.adaptation();
        Schedule schedule = usual.schedule();
        Optimizer optimizer = usual.optimizer();
        TrainingSettings.Keeping keeping = usual.keeping();
        Set<String> targets = new TreeSet<>();
        node.path("targets").forEach(target -> targets.add(target.asText()));
        return new TrainingSettings(
                new Adaptation(
                        value(Method.class, node.path("method"), adaptation.method()),
                        node.path("rank").asInt(adaptation.rank()),
                        node.path("alpha").asDouble(adaptation.alpha()),
                        node.path("rank_stabilised").asBoolean(adaptation.isRankStabilised()),
                        node.path("dropout").asDouble(adaptation.dropout()),
                        targets),
                new TrainingSettings.Holding(
                        dtype(node.path("dtype")), node.path("four_bit").asBoolean()),
                new Schedule(
                        node.path("steps").asInt(schedule.steps()),
                        node.path("rate").asDouble(schedule.rate()),
                        node.path("warm_up").asInt(schedule.warmUp()),
                        value(Schedule.Decay.class, node.path("decay"), schedule.decay())),
                new Optimizer(
                        node.path("beta1").asDouble(optimizer.beta1()),
                        node.path("beta2").asDouble(optimizer.beta2()),
                        node.path("epsilon").asDouble(optimizer.epsilon()),
                        node.path("weight_decay").asDouble(optimizer.decay()),
                        node.path("clip").asDouble(optimizer.clip())),
                node.path("batch").asInt(usual.batch()),
                node.path("accumulate").asInt(usual.accumulate()),
                node.path("seed").asLong(usual.seed()),
                node.path("recomputes").asBoolean(usual.recomputes()),
                new TrainingSettings.Keeping(
                        node.path("evaluate_each").asInt(keeping.evaluateEach()),
                        node.path("checkpoint_each").asInt(keeping.checkpointEach()),
                        node.path("checkpoint_bytes").asLong(keeping.mostBytes())));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E value(Class<E> kind, JsonNode word, E usual) {
        return word.isTextual()
                ? Enum.valueOf(kind, word.asText().toUpperCase(Locale.ROOT))
                : usual;
    }

    private static Optional<DType> dtype(JsonNode word) {
        if (!word.isTextual()) {
            return Optional.empty();
        }
        return Optional.of(
                Stream.of(DType.F32, DType.BF16)
                        .filter(one -> one.label().equals(word.asText()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "no weights are held in " + word.asText())));
    }

    /// Returns which rows are used.
    public static ObjectNode data(DataSettings data) {
        ObjectNode node = MAPPER.createObjectNode();
        node.set("train", choice(data.train()));
        data.heldOut().ifPresent(choice -> node.set("held_out", choice(choice)));
        node.put("held_out_rows", data.heldOutRows());
        node.put("most_tokens", data.mostTokens());
        node.put("long_rows", word(data.longRows()));
        node.put("ends_answers", data.endsAnswers());
        node.put("seed", data.seed());
        return node;
    }

    private static JsonNode choice(DataChoice choice) {
        try {
            return MAPPER.readTree(DataChoiceJson.write(List.of(choice))).path(0);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written as JSON is JSON", e);
        }
    }

    /// Returns the rows' settings that were written; empty where they name no file.
    ///
    /// @throws IllegalArgumentException if a word in them is not known
    public static Optional<DataSettings> data(JsonNode node) {
        return choice(node.path("train"))
                .map(
                        train ->
                                new DataSettings(
                                        train,
                                        choice(node.path("held_out")),
                                        node.path("held_out_rows").asInt(),
                                        node.path("most_tokens").asInt(),
                                        value(
                                                DataSettings.LongRows.class,
                                                node.path("long_rows"),
                                                DataSettings.LongRows.CUT),
                                        node.path("ends_answers").asBoolean(),
                                        node.path("seed").asLong()));
    }

    private static Optional<DataChoice> choice(JsonNode node) {
        return node.isObject()
                ? DataChoiceJson.read("[" + node + "]").stream().findFirst()
                : Optional.empty();
    }

    /// Returns what a person should know of a run's rows.
    public static ObjectNode facts(DataFacts facts) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("name", facts.name());
        node.put("fingerprint", facts.fingerprint());
        node.put("wording", facts.wording());
        node.put("available", facts.available());
        node.put("trained", facts.trained());
        node.put("held_out", facts.heldOut());
        node.put("held_out_name", facts.heldOutName());
        node.put("held_out_fingerprint", facts.heldOutFingerprint());
        counts(node.putObject("classes"), facts.classes());
        counts(node.putObject("held_out_classes"), facts.heldOutClasses());
        node.put("cut", facts.cut());
        node.put("too_long", facts.tooLong());
        node.put("unread", facts.unread());
        node.put("doubled", facts.doubled());
        node.put("leaked", facts.leaked());
        node.put("contradicting", facts.contradicting());
        node.put("longest", facts.longest());
        node.put("median", facts.median());
        node.put("tokens", facts.tokens());
        node.put("answers", facts.answers());
        ArrayNode notes = node.putArray("notes");
        facts.notes().forEach(notes::add);
        return node;
    }

    private static void counts(ObjectNode node, Map<String, Integer> counts) {
        counts.forEach(node::put);
    }

    /// Returns the facts that were written.
    public static DataFacts facts(JsonNode node) {
        return new DataFacts(
                node.path("name").asText(),
                node.path("fingerprint").asText(),
                node.path("wording").asText(),
                node.path("available").asInt(),
                node.path("trained").asInt(),
                node.path("held_out").asInt(),
                node.path("held_out_name").asText(),
                node.path("held_out_fingerprint").asText(),
                counts(node.path("classes")),
                counts(node.path("held_out_classes")),
                node.path("cut").asInt(),
                node.path("too_long").asInt(),
                node.path("unread").asInt(),
                node.path("doubled").asInt(),
                node.path("leaked").asInt(),
                node.path("contradicting").asInt(),
                node.path("longest").asInt(),
                node.path("median").asInt(),
                node.path("tokens").asLong(),
                node.path("answers").asLong(),
                Stream.iterate(0, i -> i < node.path("notes").size(), i -> i + 1)
                        .map(i -> node.path("notes").path(i).asText())
                        .toList());
    }

    private static Map<String, Integer> counts(JsonNode node) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        node.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asInt()));
        return counts;
    }
}
