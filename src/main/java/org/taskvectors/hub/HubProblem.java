package org.taskvectors.hub;

import org.taskvectors.file.Problem;

/// What can go wrong with a model on a hub.
public enum HubProblem implements Problem {
    /// What was typed names no model.
    NAME("Write it as hf:org/name, hf:org/name@revision or hf:org/name:file"),
    /// What the environment says of the hub cannot be used.
    SETTINGS("Correct it, or unset it"),
    /// Nothing may be asked of any network.
    OFFLINE("Turn off “Work offline”, or unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE"),
    /// A saved document names it, and the person has not asked for it since the program started.
    RESTING("Choose “Ask the hub” on its card in the Library, or open it anew"),
    /// No such repository, revision or file; or one that is kept from this person.
    NOT_FOUND("Check the name. If it is private, set HF_TOKEN to a token that may read it"),
    /// Its owners let in who accepted their terms.
    GATED("Accept the terms on the model's page, and set HF_TOKEN to a token of that account"),
    /// The token is not accepted, or there is none.
    NO_ACCESS("Set HF_TOKEN to a token that may read it, or log in with the hub's own tools"),
    /// Too much was asked in too short a time.
    THROTTLED("Wait a few minutes and try again; with a token in HF_TOKEN the hub allows more"),
    /// The server's name is not known, or nothing answers there.
    UNREACHABLE("Check the connection, HF_ENDPOINT and HTTPS_PROXY, and try again"),
    /// The server cannot prove that it is the one that was asked.
    TLS(
            "Something between this machine and the server may read along. If it is a proxy of your"
                    + " own, Java has to know its certificate (javax.net.ssl.trustStore)"),
    /// No byte came for too long.
    STALLED("Try again; what was begun goes on where it stood"),
    /// The answer ended before its end.
    SHORT("Try again; what was begun goes on where it stood"),
    /// The file is no longer the one that was opened.
    CHANGED("Open it again"),
    /// The answer is not what a hub answers.
    DAMAGED("Try again later. If HF_ENDPOINT names a mirror, try without it"),
    /// The answer is larger than it may be.
    TOO_LARGE("Fetch the files with another tool, and open them from the disk"),
    /// The server failed.
    SERVER("Try again later");

    private final String advice;

    HubProblem(String advice) {
        this.advice = advice;
    }

    /// Returns what a person can do, a sentence without its full stop.
    public String advice() {
        return advice;
    }
}
