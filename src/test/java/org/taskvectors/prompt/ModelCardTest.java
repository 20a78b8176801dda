package org.taskvectors.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Templates that a model's card names.
class ModelCardTest {
    private static final String TEMPLATES =
            "{\"sst2\": {\"fields\": [\"sentence\"], \"prompt\": \"mine {sentence}\"}}";

    @TempDir private Path folder;

    private String prompt(String card) throws IOException {
        Files.writeString(folder.resolve("README.md"), card);
        TemplateRegistry registry = TemplateRegistry.of(folder);
        return registry.template("sst2").text();
    }

    @Test
    void theCardNamesThem() throws IOException {
        Files.writeString(folder.resolve("mine.json"), TEMPLATES);

        assertThat(prompt("---\nlicense: mit\ntemplates: mine.json\n---\n# A model\n"))
                .isEqualTo("mine {sentence}");
        assertThat(prompt("---\r\ntemplates: \"mine.json\"\r\n---\r\n"))
                .isEqualTo("mine {sentence}");
    }

    @Test
    void whatIsNoFrontMatterNamesNothing() throws IOException {
        Files.writeString(folder.resolve("mine.json"), TEMPLATES);

        for (String card :
                List.of(
                        "",
                        "# A model\ntemplates: mine.json\n",
                        "---\nlicense: mit\n---\ntemplates: mine.json\n",
                        "---\ntemplates:\n---\n",
                        "---\ntemplates: missing.json\n---\n")) {
            assertThat(prompt(card)).as(card).doesNotStartWith("mine");
        }
    }

    @Test
    void itDoesNotLeadOutOfTheFolder() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("secret.json"), TEMPLATES);
        Files.writeString(inner.resolve("README.md"), "---\ntemplates: ../secret.json\n---\n");

        assertThat(TemplateRegistry.of(inner).source()).isEmpty();
    }

    @Test
    void aFileBesideTheModelComesFirst() throws IOException {
        Files.writeString(folder.resolve("mine.json"), TEMPLATES);
        Files.writeString(folder.resolve("templates.json"), TEMPLATES.replace("mine", "beside"));

        assertThat(prompt("---\ntemplates: mine.json\n---\n")).isEqualTo("beside {sentence}");
    }
}
