package org.taskvectors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.LabelScores;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.Sampling;
import org.taskvectors.prompt.Label;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.vector.Scale;

/// The document of `run`.
final class RunJson {
    private final RunResult result;
    private final Tokenizer tokenizer;

    RunJson(RunResult result) {
        this.result = result;
        this.tokenizer = result.tokenizer();
    }

    ObjectNode document(Session session) {
        ObjectNode root = Json.document("run", session);
        root.set("model", model());
        ArrayNode vectors = root.putArray("vectors");
        result.vectors()
                .forEach(
                        vector ->
                                vectors.addObject()
                                        .put("path", vector.path().toString())
                                        .put("coefficient", coefficient(vector)));
        root.put("template", result.template().map(one -> one.id()).orElse(PromptOptions.CHAT));
        root.put("prompt", result.prompt());
        root.set("prompt_tokens", ids(result.fitted().tokens()));
        root.put("prompt_left_out", result.fitted().leftOut());
        root.put("context", result.context());
        root.set("sampling", sampling(result.sampling()));
        ArrayNode sides = root.putArray("sides");
        result.sides().forEach(side -> sides.add(side(side)));
        root.set("notes", Json.texts(result.notes()));
        root.put("seconds", result.seconds());
        return root;
    }

    static double coefficient(VectorArgument vector) {
        return ((Scale.Constant) vector.scale()).lambda();
    }

    private ObjectNode model() {
        LiveFacts facts = result.facts();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", facts.name());
        node.put("architecture", facts.architecture().name());
        node.put("dtype", facts.dtype());
        node.put("weights", facts.parameters());
        node.put("weight_bytes", facts.weightBytes());
        node.put("edited_bytes", facts.editedBytes());
        node.put("vector_bytes", facts.vectorBytes());
        node.put("tokenizer", tokenizer.source());
        return node;
    }

    private static ObjectNode sampling(Sampling sampling) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("temperature", sampling.temperature());
        node.put("top_k", sampling.topK());
        node.put("top_p", sampling.topP());
        node.put("min_p", sampling.minP());
        node.put("repetition_penalty", sampling.repetitionPenalty());
        node.put("seed", sampling.seed());
        node.put("max_tokens", sampling.maxTokens());
        node.set("stops", Json.texts(sampling.stops()));
        return node;
    }

    private ObjectNode side(Asked side) {
        Answer answer = side.answer();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("side", side.side().name().toLowerCase(Locale.ROOT));
        node.put("fingerprint", side.fingerprint());
        node.put("text", answer.text());
        node.put("end", answer.end().name().toLowerCase(Locale.ROOT));
        node.put("seconds_to_first", answer.secondsToFirst());
        node.put("seconds", answer.seconds());
        ArrayNode tokens = node.putArray("tokens");
        answer.steps().forEach(step -> tokens.add(token(step)));
        node.set("labels", side.labels().<JsonNode>map(this::labels).orElse(NullNode.instance));
        return node;
    }

    private ObjectNode token(Answer.Step step) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", step.token());
        node.put("token", shown(step.token()));
        node.put("text", step.text());
        node.set("log_probability", Json.number(step.distribution().chosen()));
        node.set("entropy", Json.number(step.distribution().entropy()));
        node.put("kept", step.kept());
        ArrayNode top = node.putArray("top");
        step.distribution()
                .top()
                .forEach(
                        choice -> {
                            ObjectNode one = top.addObject();
                            one.put("id", choice.token());
                            one.put("token", shown(choice.token()));
                            one.set("log_probability", Json.number(choice.logProbability()));
                        });
        return node;
    }

    private ArrayNode labels(LabelScores scores) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        List<Label> labels = result.labels();
        for (int i = 0; i < labels.size(); i++) {
            LabelScores.Score score = scores.scores().get(i);
            ObjectNode node = list.addObject();
            node.put("class", labels.get(i).name());
            node.put("value", labels.get(i).value());
            node.put("word", labels.get(i).word());
            node.set("tokens", ids(score.tokens()));
            node.set("log_likelihood", Json.number(score.logLikelihood()));
            node.set("log_likelihood_per_byte", Json.number(score.perByte()));
            node.set("probability", Json.number(score.probability()));
        }
        return list;
    }

    private String shown(int token) {
        // Some models have more rows in their embedding than their tokenizer has tokens.
        return token < tokenizer.size() ? tokenizer.shown(token) : "";
    }

    private static ArrayNode ids(List<Integer> tokens) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        tokens.forEach(node::add);
        return node;
    }
}
