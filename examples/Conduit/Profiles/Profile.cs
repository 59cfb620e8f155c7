namespace Conduit.Profiles;

internal sealed record Profile(string Username, string? Bio, string? Image, bool Following);
