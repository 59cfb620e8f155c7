namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>The environment in which a test starts the process of an app.</summary>
internal sealed record PeerSettings
{
    public static readonly PeerSettings None = new();

    /// <summary>The share of one core that it is held to, or <see langword="null"/> for no limit.</summary>
    public double? ProcessorShare { get; init; }

    /// <summary>Additional variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets all variables.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment => ProcessorShare is null
        ? Variables
        // As the runtime counts by itself where a container has less than one.
        : Variables.Append(new("DOTNET_PROCESSOR_COUNT", "1"));
}
