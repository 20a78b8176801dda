package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.taskvectors.merge.Words;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.TokenizerPart;
import org.taskvectors.merge.vocabulary.Fill;
import org.taskvectors.merge.vocabulary.VocabularyChoice;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// The options of what a merge does with tokens.
final class WordOptions {
    private static final String TOKENIZER = "--tokenizer";

    @Option(
            names = TOKENIZER,
            paramLabel = "base|first|union|N|PATH",
            description =
                    "Whose tokens the result has, where vocabularies differ: the base's, the first"
                        + " ingredient's, all together, or those of the Nth ingredient or of the"
                        + " one at PATH. Rows are matched by their tokens.")
    private Optional<String> tokenizer = Optional.empty();

    @Option(
            names = "--missing-rows",
            paramLabel = "others|zero|mean",
            description =
                    "What a model gets for a token that it does not have: the row of the base or"
                            + " else of the ingredients that have it (the default), zeros, or the"
                            + " mean of its own rows. With --tokenizer.")
    private Optional<String> missing = Optional.empty();

    @Option(
            names = "--pad-rows",
            paramLabel = "N",
            description = "Fill embedding and head up to a multiple of N rows. With --tokenizer.")
    private Optional<Integer> padding = Optional.empty();

    @Option(
            names = "--chat-template",
            paramLabel = "auto|FILE",
            description =
                    "The chat template that is written: the one that most of the models have, or"
                            + " the text of a file. That of the tokenizer by default.")
    private Optional<String> template = Optional.empty();

    /// Whether any was said.
    boolean areSaid() {
        return tokenizer.isPresent()
                || missing.isPresent()
                || padding.isPresent()
                || template.isPresent();
    }

    /// @param base the base; empty if there is none
    /// @param ingredients the ingredients, in their order
    Words words(Optional<Path> base, List<Path> ingredients, CommandLine line) {
        if (tokenizer.isEmpty() && (missing.isPresent() || padding.isPresent())) {
            throw new ParameterException(
                    line,
                    "--missing-rows and --pad-rows are said of rows that are laid anew: say whose"
                            + " tokens the result has ("
                            + TOKENIZER
                            + ")");
        }
        return new Words(tokenizer.map(said -> choice(said, base, ingredients, line)), text(line));
    }

    private VocabularyChoice choice(
            String said, Optional<Path> base, List<Path> ingredients, CommandLine line) {
        // One file may go in twice; each is an ingredient of its own.
        Set<String> taken = new HashSet<>();
        Optional<ModelReference> below = base.map(path -> name(path, taken));
        List<ModelReference> names = new ArrayList<>();
        ingredients.forEach(path -> names.add(name(path, taken)));
        TokenizerPart.Source source =
                switch (said) {
                    case "base" -> {
                        if (below.isEmpty()) {
                            throw new ParameterException(
                                    line, TOKENIZER + " base: there is no --base; say first");
                        }
                        yield new TokenizerPart.Base();
                    }
                    case "first" -> new TokenizerPart.OfModel(names.getFirst());
                    case "union" -> new TokenizerPart.Union();
                    default ->
                            new TokenizerPart.OfModel(named(said, base, ingredients, names, line));
                };
        Fill fill =
                Map.of("others", Fill.OTHERS, "zero", Fill.ZEROS, "mean", Fill.MEAN)
                        .get(missing.orElse("others"));
        if (fill == null) {
            throw new ParameterException(
                    line,
                    "--missing-rows: there is no '"
                            + missing.orElse("")
                            + "'; there are others, zero and mean");
        }
        if (padding.filter(step -> step < 1).isPresent()) {
            throw new ParameterException(line, "--pad-rows is at least 1");
        }
        TokenizerPart part =
                padding.isPresent()
                        ? new TokenizerPart.Block(source, Map.of(), OptionalInt.of(padding.get()))
                        : new TokenizerPart.Brief(source);
        return new VocabularyChoice(part, fill, below, names);
    }

    private static ModelReference name(Path path, Set<String> taken) {
        String text = path.toString();
        while (!taken.add(text)) {
            text += "'";
        }
        return ModelReference.of(text);
    }

    private static ModelReference named(
            String said,
            Optional<Path> base,
            List<Path> ingredients,
            List<ModelReference> names,
            CommandLine line) {
        if (said.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(said);
            if (number >= 1 && number <= names.size()) {
                return names.get(number - 1);
            }
        }
        if (base.filter(path -> path.equals(Path.of(said))).isPresent()) {
            return ModelReference.of(said);
        }
        int place = ingredients.indexOf(Path.of(said));
        if (place < 0) {
            throw new ParameterException(
                    line,
                    TOKENIZER
                            + ": '"
                            + said
                            + "' is not base, first, union, the number of an ingredient (1 to "
                            + names.size()
                            + ") or the path of one");
        }
        return names.get(place);
    }

    private Optional<String> text(CommandLine line) {
        if (template.isEmpty() || template.get().equals("auto")) {
            return template;
        }
        try {
            return Optional.of(Files.readString(Path.of(template.get())));
        } catch (IOException e) {
            throw new ParameterException(
                    line, "--chat-template: " + template.get() + " cannot be read as text", e);
        }
    }
}
