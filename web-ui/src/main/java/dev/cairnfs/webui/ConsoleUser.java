package dev.cairnfs.webui;

/**
 * The user in whose name the console asks and acts; authorisation is the backend's affair.
 *
 * @param address from where the browser asks, for the audit log
 */
public record ConsoleUser(String name, String address) {}
