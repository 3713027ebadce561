package dev.cairnfs.webui;

/** The user in whose name the console asks and acts; authorisation is the backend's affair. */
public record ConsoleUser(String name) {}
