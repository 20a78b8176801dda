package org.taskvectors.merge.vocabulary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tokenizer.Tokenizers;

/// Whether rows of one number are one token in all that is merged, where nothing is said of how
/// they are matched.
public final class Clash {
    private static final String CHOICES =
            "Say whose tokens the result has: --tokenizer base, first, union or an ingredient; in a"
                    + " recipe tokenizer_source. Then rows are matched by their tokens, and"
                    + " --missing-rows says what stands where one is missing";

    /// The most tokens that a sentence names.
    private static final int NAMED = 5;

    private Clash() {}

    /// Looks at headers, and at tokenizers whose files differ.
    ///
    /// @param areVectors which ingredients are changes of the base
    /// @return what a person should know
    /// @throws Failure [VocabularyProblem#CLASH]
    public static List<String> check(
            Optional<Checkpoint> base, List<Checkpoint> ingredients, List<Boolean> areVectors)
            throws IOException {
        List<Checkpoint> models = new ArrayList<>(base.stream().toList());
        List<Checkpoint> vectors = new ArrayList<>();
        for (int k = 0; k < ingredients.size(); k++) {
            (areVectors.get(k) ? vectors : models).add(ingredients.get(k));
        }
        List<String> notes = new ArrayList<>();
        for (Checkpoint other : models.subList(Math.min(1, models.size()), models.size())) {
            models(models.getFirst(), other, notes);
        }
        if (base.isPresent()) {
            vectors(base.get(), vectors, notes);
        }
        return notes;
    }

    private static void models(Checkpoint first, Checkpoint other, List<String> notes)
            throws IOException {
        long rows = Vocabulary.of(first, Naming.of(first)).tokens();
        long others = Vocabulary.of(other, Naming.of(other)).tokens();
        if (rows == 0 || others == 0) {
            return;
        }
        Optional<Counted> counted = counted(first, rows, other, others);
        if (rows != others) {
            throw clash(
                    other,
                    other.name()
                            + " has "
                            + others
                            + " rows in its embedding, and "
                            + first.name()
                            + " "
                            + rows
                            + counted.map(found -> ": " + found.words(first, other)).orElse(""));
        }
        if (counted.isEmpty()) {
            return;
        }
        Counted found = counted.get();
        if (found.moved > 0) {
            throw clash(
                    other,
                    other.name()
                            + " and "
                            + first.name()
                            + " have as many rows in their embeddings, but not the same tokens in"
                            + " them: "
                            + found.words(first, other));
        }
        if (!found.onlyOther.isEmpty() || !found.onlyFirst.isEmpty()) {
            notes.add(
                    "rows are matched by their number, and "
                            + found.words(first, other)
                            + " (--tokenizer matches them by their tokens)");
        }
    }

    private static Failure clash(Checkpoint other, String what) {
        return Failure.of(VocabularyProblem.CLASH, other.path().orElse(null), what, CHOICES);
    }

    /// Compares the tokens of two models; empty where they are the same, or not known.
    private static Optional<Counted> counted(
            Checkpoint first, long rows, Checkpoint other, long others) throws IOException {
        if (!Side.hasTokenizer(first) || !Side.hasTokenizer(other) || isOneFile(first, other)) {
            return Optional.empty();
        }
        List<Optional<String>> one;
        List<Optional<String>> two;
        try {
            one = Tokenizers.spellings(first);
            two = Tokenizers.spellings(other);
        } catch (Failure _) {
            // A tokenizer that cannot be read is no reason against a merge of rows by number.
            return Optional.empty();
        }
        return Optional.of(
                Counted.of(
                        one.subList(0, (int) Math.min(rows, one.size())),
                        two.subList(0, (int) Math.min(others, two.size()))));
    }

    private static boolean isOneFile(Checkpoint first, Checkpoint other) throws IOException {
        for (String name : TokenizerFiles.OF_VOCABULARIES) {
            Optional<Path> one = file(first, name);
            Optional<Path> two = file(other, name);
            if (one.isPresent() && two.isPresent()) {
                return Files.mismatch(one.get(), two.get()) < 0;
            }
        }
        return false;
    }

    private static Optional<Path> file(Checkpoint of, String name) {
        return of.about()
                .companionFolder()
                .filter(_ -> of.about().companions().contains(name))
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile);
    }

    /// @param moved how many tokens both have, in other rows
    private record Counted(List<String> onlyFirst, List<String> onlyOther, int moved) {
        static Counted of(List<Optional<String>> first, List<Optional<String>> other) {
            Map<String, Integer> rows = rows(first);
            Map<String, Integer> others = rows(other);
            List<String> onlyOther = new ArrayList<>();
            int moved = 0;
            for (Map.Entry<String, Integer> token : others.entrySet()) {
                Integer row = rows.get(token.getKey());
                if (row == null) {
                    onlyOther.add(token.getKey());
                } else if (!row.equals(token.getValue())) {
                    moved++;
                }
            }
            List<String> onlyFirst =
                    rows.keySet().stream().filter(token -> !others.containsKey(token)).toList();
            return new Counted(onlyFirst, onlyOther, moved);
        }

        private static Map<String, Integer> rows(List<Optional<String>> tokens) {
            Map<String, Integer> rows = new LinkedHashMap<>();
            for (int row = 0; row < tokens.size(); row++) {
                if (tokens.get(row).isPresent()) {
                    rows.putIfAbsent(tokens.get(row).get(), row);
                }
            }
            return rows;
        }

        String words(Checkpoint first, Checkpoint other) {
            return only(onlyOther, other)
                    + ", "
                    + only(onlyFirst, first)
                    + ", "
                    + String.format(Locale.ROOT, "%,d", moved)
                    + (moved == 1 ? " token stands" : " tokens stand")
                    + " in another row";
        }

        private static String only(List<String> tokens, Checkpoint of) {
            return String.format(
                            Locale.ROOT,
                            "%,d %s only in %s",
                            tokens.size(),
                            tokens.size() == 1 ? "token is" : "tokens are",
                            of.name())
                    + (tokens.isEmpty()
                            ? ""
                            : " ("
                                    + Shown.of(
                                            String.join(
                                                    ", ",
                                                    tokens.subList(
                                                            0, Math.min(NAMED, tokens.size()))))
                                    + (tokens.size() > NAMED ? ", …)" : ")"));
        }
    }

    /// Vectors that have rows beyond the base's: what these are together has to be known.
    private static void vectors(Checkpoint base, List<Checkpoint> vectors, List<String> notes)
            throws IOException {
        Vocabulary vocabulary = Vocabulary.of(base, Naming.of(base));
        Map<Checkpoint, Long> grown = new LinkedHashMap<>();
        for (Checkpoint vector : vectors) {
            long rows = rows(base, vocabulary, vector);
            if (rows > vocabulary.tokens()) {
                grown.put(vector, rows);
            } else if (rows > 0 && rows < vocabulary.tokens()) {
                notes.add(
                        vector.name()
                                + " changes the first "
                                + rows
                                + " of the base's "
                                + vocabulary.tokens()
                                + " rows in embedding and head; the others stay the base's");
            }
        }
        for (Map.Entry<Checkpoint, Long> one : grown.entrySet()) {
            notes.add(
                    one.getKey().name()
                            + " has "
                            + (one.getValue() - vocabulary.tokens())
                            + " rows more in embedding and head than the base's "
                            + vocabulary.tokens()
                            + ": they begin at zero, and are the vectors' alone, times their"
                            + " weights (--tokenizer union takes them as they are)");
        }
        if (grown.size() > 1) {
            requireOne(vocabulary.tokens(), grown, notes);
        }
    }

    private static long rows(Checkpoint base, Vocabulary vocabulary, Checkpoint vector)
            throws Failure {
        if (vocabulary.rows().isEmpty()) {
            return 0;
        }
        Checkpoint on = vector instanceof Vector change ? change.on(base) : vector;
        Alignment alignment = Alignment.of(base, on);
        long most = 0;
        for (String name : vocabulary.rows()) {
            Optional<Tensor> found = alignment.found(base.tensor(name).orElseThrow());
            most = Math.max(most, found.map(tensor -> tensor.shape().size(0)).orElse(0L));
        }
        return most;
    }

    private static void requireOne(long rows, Map<Checkpoint, Long> grown, List<String> notes)
            throws IOException {
        List<List<Optional<String>>> tokens = new ArrayList<>();
        for (Map.Entry<Checkpoint, Long> one : grown.entrySet()) {
            List<Optional<String>> all = Side.besides(one.getKey());
            tokens.add(
                    all.size() <= rows
                            ? List.of()
                            : all.subList((int) rows, (int) Math.min(one.getValue(), all.size())));
        }
        boolean isOneSize = grown.values().stream().distinct().count() == 1;
        if (isOneSize && tokens.stream().distinct().count() == 1) {
            if (tokens.getFirst().isEmpty()) {
                notes.add(
                        "the rows that several vectors add are taken to be the same tokens: no"
                                + " tokenizer beside the vectors says what they are");
            }
            return;
        }
        List<String> each =
                grown.entrySet().stream()
                        .map(one -> one.getKey().name() + " " + (one.getValue() - rows))
                        .toList();
        throw clash(
                grown.keySet().iterator().next(),
                "several vectors have rows more than the base's "
                        + rows
                        + ", and they are not known to be the same tokens: "
                        + Shown.of(String.join(", ", each)));
    }
}
