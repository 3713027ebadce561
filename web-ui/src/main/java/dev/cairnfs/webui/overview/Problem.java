package dev.cairnfs.webui.overview;

import dev.cairnfs.webui.shell.Tone;

/**
 * One thing that is wrong, in sentences.
 *
 * @param next what happens by itself
 * @param remedy what the operator can do
 * @param href where the list behind it is, without the context path
 * @param linkText the words of that link
 */
public record Problem(
        Tone tone, String title, String consequence, String next, String remedy, String href, String linkText) {}
