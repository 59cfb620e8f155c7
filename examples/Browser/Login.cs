namespace Browser;

internal sealed record Login(string Username, string Password);
