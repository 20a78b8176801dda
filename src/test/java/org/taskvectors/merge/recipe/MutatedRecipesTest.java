package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.Patience;
import org.taskvectors.file.Failure;

/// Right recipes that something happened to, and texts made to do harm: whatever it is, it is read,
/// or refused in words, within a moment.
class MutatedRecipesTest {
    private static final int CASES = Integer.getInteger("taskvectors.mutations", 2000);
    private static final long MOST_NANOS = 5_000_000_000L;
    private static final Methods METHODS = Mergekit.methods();

    private static final String[] PARTS = {
        ":",
        ": ",
        "- ",
        "-",
        "[",
        "]",
        "{",
        "}",
        ",",
        "'",
        "\"",
        "#",
        " #",
        "\n",
        "\n\n",
        "  ",
        "\t",
        "|\n",
        "> \n",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "%",
        "@",
        "`",
        "? ",
        "...\n",
        "---\n",
        "\\",
        "~",
        "null",
        "yes",
        "1e-3",
        "0x1",
        "1:2",
        "010",
        "<<: ",
        "é",
        "🎉",
        "\uD83C",
        "\0",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "model: a",
        "weight: 1",
        "filter: ",
        "layer_range: [0, 9]",
        "\r",
        "''",
        "sources:",
        "99999999999999999999",
        ".nan",
        "2026-12-01",
        "base_model: {model: a}",
        "[[[[[[[[",
        "{a: {a: {a: ",
        "&a [*a, *a]",
        "parameters: ",
        "+",
        "@",
        "++",
        "a@b@c"
    };

    @Test
    void damagedRecipesAreReadOrRefused() throws Exception {
        List<String> texts = new ArrayList<>();
        for (Path file : Mergekit.recipes(true)) {
            texts.add(Files.readString(file));
        }
        RecipePlanner.Models models = Mergekit.models(Mergekit.plans());
        int read = 0;
        for (int number = 0; number < CASES; number++) {
            Random random = new Random(number);
            String text = damaged(texts.get(random.nextInt(texts.size())), random);
            read += isRead(text, models, number) ? 1 : 0;
        }
        assertThat(read).isBetween(CASES / 50, CASES - CASES / 50);
    }

    private static boolean isRead(String text, RecipePlanner.Models models, int number) {
        String which = number + ": " + text;
        long began = Patience.processorNanos();
        try {
            RecipeDocument document = RecipeDocument.parse(text, METHODS);
            assertThat(RecipeDocument.problems(text, METHODS)).as(which).isEmpty();
            assertThat(RecipeDocument.of(document.recipe(), METHODS).recipe())
                    .as(which)
                    .isEqualTo(document.recipe());
            plan(document, models, which);
            return true;
        } catch (Failure e) {
            named(e, which);
            assertThat(RecipeDocument.problems(text, METHODS)).as(which).isNotEmpty();
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(which, e);
        } finally {
            assertThat(Patience.processorNanos() - began).as(which).isLessThan(MOST_NANOS);
        }
    }

    private static void plan(RecipeDocument document, RecipePlanner.Models models, String which) {
        try {
            RecipePlan plan =
                    RecipePlanner.plan(
                            document.recipe(),
                            METHODS,
                            model -> {
                                try {
                                    return models.of(model);
                                } catch (AssertionError e) {
                                    throw Failure.of(
                                                    RecipeProblem.PATH_NOT_FOUND,
                                                    null,
                                                    "no such model",
                                                    "")
                                            .causedBy(e);
                                }
                            });
            assertThat(plan.table().text()).as(which).isNotBlank();
        } catch (Failure e) {
            assertThat(e.place()).as(which).isNotNull();
            named(document.located(e), which);
        }
    }

    private static void named(Failure e, String which) {
        assertThat(e.what()).as(which).isNotBlank();
        assertThat(e.problem()).as(which).isInstanceOf(RecipeProblem.class);
        if (e.problem() != RecipeProblem.EMPTY && e.problem() != RecipeProblem.NOT_YAML) {
            assertThat(e.place()).as(which).startsWith("line ");
        }
    }

    private static String damaged(String right, Random random) {
        StringBuilder text = new StringBuilder(right);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.replace(at, end, PARTS[random.nextInt(PARTS.length)]);
                default -> text.insert(at, PARTS[random.nextInt(PARTS.length)]);
            }
        }
        return text.toString();
    }

    private record Harm(String name, Supplier<String> text) {}

    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append(("*a" + (i - 1) + ", ").repeat(10)).append("x]\n");
        }
        return text.toString();
    }

    private static String head(String rest) {
        return "merge_method: linear\nmodels: [{model: a}]\nparameters: {weight: 1}\n" + rest;
    }

    @TestFactory
    Stream<DynamicTest> whatIsMadeToDoHarmIsRefusedAtOnce() {
        int most = Limits.MOST_BYTES - 100;
        return Stream.of(
                        new Harm("aliases of aliases", MutatedRecipesTest::bomb),
                        new Harm("many aliases", () -> "a: &a x\nb: [" + "*a, ".repeat(9000) + "]"),
                        new Harm("a node in itself", () -> "&a [*a, *a]"),
                        new Harm("a mapping in itself", () -> "&a {b: *a}"),
                        new Harm(
                                "ten million characters",
                                () -> head("dtype: " + "x".repeat(10_000_000))),
                        new Harm("a long value", () -> head("dtype: " + "x".repeat(most))),
                        new Harm("a long quoted value", () -> head("dtype: \"" + "x".repeat(most))),
                        new Harm(
                                "a long number",
                                () -> head("dtype: " + "1:".repeat(most / 2) + "1")),
                        new Harm(
                                "a long number of digits",
                                () -> head("dtype: " + "9".repeat(most))),
                        new Harm("a long key", () -> "x".repeat(most) + ": 1"),
                        new Harm("a long key in brackets", () -> "{" + "x".repeat(most) + ": 1}"),
                        new Harm("deep lists", () -> "[".repeat(100_000)),
                        new Harm("deep mappings", () -> "{a: ".repeat(100_000)),
                        new Harm("deep dashes", () -> "- ".repeat(100_000)),
                        new Harm("deep questions", () -> "? ".repeat(100_000)),
                        new Harm("deep indents", MutatedRecipesTest::stairs),
                        new Harm("many keys", () -> head(numbered(60_000))),
                        new Harm("many items", () -> head("x: [" + "1,".repeat(400_000) + "]")),
                        new Harm("many lines", () -> head("\n".repeat(most))),
                        new Harm("many comments", () -> "# x\n".repeat(most / 4)),
                        new Harm("many documents", () -> "---\n".repeat(most / 4)),
                        new Harm("many directives", () -> "%YAML 1.2\n".repeat(most / 10)),
                        new Harm("many spaces", () -> head(" ".repeat(most) + "x")),
                        new Harm("many tabs", () -> head("dtype: " + "\t".repeat(most))),
                        new Harm("many quotes", () -> head("dtype: " + "'".repeat(most))),
                        new Harm(
                                "many escapes",
                                () -> head("dtype: \"" + "\\u0041".repeat(most / 6))),
                        new Harm("many anchors", () -> head("x: [" + "&a ".repeat(most / 3))),
                        new Harm("many colons", () -> ":".repeat(most)),
                        new Harm("many filters", MutatedRecipesTest::filters),
                        new Harm(
                                "a block without an end",
                                () -> head("x: |\n" + " x\n".repeat(most / 3))),
                        new Harm(
                                "pairs of characters",
                                () -> head("dtype: " + "🎉".repeat(most / 2))))
                .map(
                        harm ->
                                DynamicTest.dynamicTest(
                                        harm.name(), () -> refusedAtOnce(harm.text().get())));
    }

    private static void refusedAtOnce(String text) {
        long began = Patience.processorNanos();
        if ((text.startsWith("merge_method") && text.stripTrailing().length() < 200)
                || text.contains("filters:")) {
            assertThat(RecipeDocument.problems(text, METHODS)).hasSizeLessThan(2);
        } else {
            assertThatThrownBy(() -> RecipeDocument.parse(text, METHODS))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            e -> {
                                assertThat(e.problem()).isInstanceOf(RecipeProblem.class);
                                assertThat(e.getMessage()).hasSizeLessThan(2000);
                            });
        }
        assertThat(Patience.processorNanos() - began).isLessThan(MOST_NANOS);
    }

    private static String stairs() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1300; i++) {
            text.repeat(' ', i).append("a:\n");
        }
        return text.toString();
    }

    private static String numbered(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append('k').append(i).append(": 1\n");
        }
        return text.toString();
    }

    private static String filters() {
        return "# filters:\nmerge_method: linear\nmodels: [{model: a}]\nparameters:\n  weight:\n"
                + "  - {filter: mlp, value: 1}\n".repeat(9000);
    }
}
