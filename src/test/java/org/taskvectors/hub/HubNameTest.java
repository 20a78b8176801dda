package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.Failure;

class HubNameTest {
    private static final URI MIRROR = URI.create("http://127.0.0.1:8080/hub");

    @ParameterizedTest
    @CsvSource({
        "hf:org/name, hf:org/name",
        "hf:gpt2, hf:gpt2",
        "hf:org/name@v1.0, hf:org/name@v1.0",
        "hf:org/name@refs/pr/1:model.safetensors, hf:org/name@refs/pr/1:model.safetensors",
        "hf:org/name:sub/model.gguf, hf:org/name:sub/model.gguf",
        "hf://org/name, hf:org/name",
        "hf://org/name@main/sub/a.json, hf:org/name@main:sub/a.json",
        "hf://org/name@refs%2Fpr%2F3/a.json, hf:org/name@refs/pr/3:a.json",
        "hf://org/name@refs/pr/3/a.json, hf:org/name@refs/pr/3:a.json",
        "hf://models/org/name/a.json, hf:org/name:a.json",
        "https://huggingface.co/org/name, hf:org/name",
        "https://huggingface.co/gpt2, hf:gpt2",
        "https://huggingface.co/org/name/, hf:org/name",
        "huggingface.co/org/name, hf:org/name",
        "https://hf.co/org/name?library=true#top, hf:org/name",
        "https://huggingface.co/org/name/tree/main, hf:org/name@main",
        "https://huggingface.co/gpt2/tree/main/onnx, hf:gpt2@main:onnx",
        "https://huggingface.co/org/name/blob/main/a%20b+c.json, hf:org/name@main:a b+c.json",
        "https://huggingface.co/org/name/resolve/refs%2Fpr%2F2/a.json?download=true,"
                + " hf:org/name@refs/pr/2:a.json",
        "https://huggingface.co/org/name/resolve/refs/pr/2/a.json, hf:org/name@refs/pr/2:a.json",
        "https://huggingface.co/org/name/discussions/3, hf:org/name",
        "http://127.0.0.1:8080/hub/org/name/blob/main/a.json, hf:org/name@main:a.json",
    })
    void isReadInTheFormsThatPeopleHave(String text, String name) throws Failure {
        HubName parsed = HubName.parse(" " + text + " ", MIRROR);

        assertThat(parsed.text()).isEqualTo(name);
        assertThat(HubName.parse(name)).isEqualTo(parsed);
        assertThat(HubName.isMeant(text, MIRROR)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:",
                "hf:/name",
                "hf:a/b/c",
                "hf:org/na--me",
                "hf:org/na..me",
                "hf:org/.name",
                "hf:org/name.git",
                "hf:org/name@",
                "hf:org/name@a..b",
                "hf:org/name@/a",
                "hf:org/name:",
                "hf:org/name:../secret",
                "hf:org/name:a/../../b",
                "hf:org/name:/etc/passwd",
                "hf:org/name:a\\b",
                "hf:org/na me",
                "hf://datasets/org/name",
                "https://huggingface.co/datasets/org/name",
                "https://huggingface.co/",
                "https://huggingface.co/org/name/blob/main/%2e%2e/secret",
                "https://huggingface.co/org/name/blob/main/%zz",
                "https://huggingface.co/org/name/edit/main/a",
                "https://huggingface.co.evil.example/org/name",
                "https://example.org/org/name",
                "org/name",
                "C:\\models\\name",
            })
    void whatIsNoneIsRefused(String text) {
        Failure failure = catchThrowableOfType(Failure.class, () -> HubName.parse(text, MIRROR));

        assertThat(failure.problem()).isEqualTo(HubProblem.NAME);
        assertThat(failure).hasMessageContaining("hf:org/name");
    }

    @ParameterizedTest
    @CsvSource({
        "org/name, hf:org/name",
        "org/name@v1.0:sub/a.gguf, hf:org/name@v1.0:sub/a.gguf",
        "gpt2, hf:gpt2",
        "hf:org/name, hf:org/name",
        "https://huggingface.co/org/name/tree/main, hf:org/name@main",
        "127.0.0.1/hub, hf:127.0.0.1/hub",
        "http://127.0.0.1:8080/hub/org/name, hf:org/name",
    })
    void whereNothingElseCanBeMeantTheBeginningMayBeLeftOut(String text, String name)
            throws Failure {
        assertThat(HubName.parseMeant(" " + text + " ", MIRROR).text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../folder", "/a/b", "a/b/c", "org/name:../x", "https://a.example/b/c"})
    void whatIsNoneIsRefusedThereToo(String text) {
        Failure failure =
                catchThrowableOfType(Failure.class, () -> HubName.parseMeant(text, MIRROR));

        assertThat(failure.problem()).isEqualTo(HubProblem.NAME);
        assertThat(failure).hasMessageStartingWith(text + ": ");
    }

    @Test
    void namesOfFilesAreNotMeant() {
        assertThat(HubName.isMeant("models/org/name", MIRROR)).isFalse();
        assertThat(HubName.isMeant("/home/hf:x", MIRROR)).isFalse();
        assertThat(HubName.isMeant("127.0.0.1:8080/hub/org/name", MIRROR)).isFalse();
    }

    @Test
    void aCommitIsPinned() throws Failure {
        HubName name = HubName.parse("hf:org/name@" + "0a".repeat(20) + ":a.json");

        assertThat(name.isPinned()).isTrue();
        assertThat(name.at("main").isPinned()).isFalse();
        assertThat(name.withoutFile().file()).isEmpty();
        assertThat(name.shortName()).isEqualTo("name");
    }
}
