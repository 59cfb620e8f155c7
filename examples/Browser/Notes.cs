using System.Collections.Concurrent;

namespace Browser;

/// <summary>One note for each user, in memory.</summary>
internal sealed class Notes
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);

    public string this[string identity]
    {
        get => _texts.GetValueOrDefault(identity, "");
        set => _texts[identity] = value;
    }
}
