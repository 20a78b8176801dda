package org.taskvectors.evaluation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.data.DataSet;
import org.taskvectors.evaluation.data.Example;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.Mapping;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Sampling;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;

/// Makes trials of data sets.
public final class Trials {
    /// Bytes of the base's logits that are kept to measure divergences, over all tasks.
    private static final long KEPT_BYTES = 128 << 20;

    private Trials() {}

    /// A data set and how it is asked.
    public record Chosen(DataSet data, TaskOptions options) {}

    /// Words and encodes the questions of data sets.
    ///
    /// @param isMeasured whether the divergence from the base is measured, as far as memory allows
    /// @throws Failure if a row cannot be worded or encoded
    public static List<Trial> of(
            ModelFrame model, List<Chosen> chosen, boolean isMeasured, Cancellation cancellation)
            throws Failure, CancelledException {
        long bytes = (long) model.architecture().vocabulary() * Float.BYTES;
        int places = isMeasured ? (int) (KEPT_BYTES / bytes / Math.max(1, chosen.size())) : 0;
        List<Trial> trials = new ArrayList<>();
        for (Chosen one : chosen) {
            trials.add(trial(model, one, places, cancellation));
        }
        return trials;
    }

    private static Trial trial(
            ModelFrame model, Chosen chosen, int places, Cancellation cancellation)
            throws Failure, CancelledException {
        TaskOptions options = chosen.options();
        List<Query> queries = queries(chosen.data());
        TaskFacts facts = facts(chosen, queries);
        return switch (chosen.data().kind()) {
            case LABELS, CHOICES -> ChoiceTrial.of(model, facts, queries, places, cancellation);
            case TEXT ->
                    TextTrial.of(model, facts, queries, options.window(), options.stride(), places);
            case GENERATION ->
                    GenerationTrial.of(
                            model, facts, queries, sampling(options), options.normaliser()::normal);
        };
    }

    private static Sampling sampling(TaskOptions options) {
        Sampling greedy = Sampling.greedy(options.maxTokens());
        return new Sampling(
                greedy.temperature(),
                greedy.topK(),
                greedy.topP(),
                greedy.minP(),
                greedy.repetitionPenalty(),
                greedy.seed(),
                greedy.maxTokens(),
                options.stops(),
                true);
    }

    /// Returns the rows of a data set in words.
    ///
    /// @throws Failure if the template refuses a row's values
    static List<Query> queries(DataSet data) throws Failure {
        PromptTemplate template = data.template().orElse(BuiltInTemplates.raw());
        List<String> words = template.labels().stream().map(Label::word).toList();
        List<Query> queries = new ArrayList<>();
        for (Example example : data.examples()) {
            boolean isText = data.kind() == Kind.TEXT;
            String prompt =
                    isText
                            ? example.values().getOrDefault(Mapping.TEXT, "")
                            : template.render(example.values());
            queries.add(
                    new Query(
                            example.row(),
                            example.values(),
                            prompt,
                            data.kind() == Kind.LABELS ? words : example.choices(),
                            example.truth(),
                            example.targets()));
        }
        return queries;
    }

    private static TaskFacts facts(Chosen chosen, List<Query> queries) {
        DataSet data = chosen.data();
        TaskOptions options = chosen.options();
        List<String> notes = new ArrayList<>(data.notes());
        if (data.kind() == Kind.GENERATION) {
            notes.add(
                    "answers of at most "
                            + Amounts.counted(options.maxTokens(), "token")
                            + ", decoded greedily, compared after "
                            + options.normaliserName()
                            + " normalisation");
        }
        return new TaskFacts(
                data.name(),
                data.file().toString(),
                fingerprint(data, queries, options),
                data.kind(),
                data.kind() == Kind.LABELS
                        ? data.template().stream()
                                .flatMap(template -> template.labels().stream())
                                .map(Label::name)
                                .toList()
                        : List.of(),
                options.wording(),
                options.available(),
                queries.size(),
                notes);
    }

    private static String fingerprint(DataSet data, List<Query> queries, TaskOptions options) {
        Digest digest = new Digest();
        digest.add(data.fingerprint());
        digest.add(data.kind().name());
        for (Query query : queries) {
            digest.add(query.prompt());
            query.choices().forEach(digest::add);
            digest.add(Integer.toString(query.truth()));
            query.targets().forEach(digest::add);
        }
        switch (data.kind()) {
            case GENERATION -> {
                digest.add(Integer.toString(options.maxTokens()));
                options.stops().forEach(digest::add);
                digest.add(options.normaliser().toString());
            }
            case TEXT -> digest.add(options.window() + " " + options.stride());
            case LABELS, CHOICES -> {}
        }
        return digest.hex();
    }

    /// A SHA-256 over texts, each with its length before it.
    private static final class Digest {
        private final MessageDigest sum;

        Digest() {
            try {
                sum = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            sum.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            sum.update(bytes);
        }

        String hex() {
            return HexFormat.of().formatHex(sum.digest());
        }
    }
}
