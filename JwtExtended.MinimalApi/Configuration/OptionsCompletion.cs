namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Makes the options tell what is in effect.</summary>
internal static class OptionsCompletion
{
    /// <summary>Sets what is in effect where nothing was set.</summary>
    public static void Apply(JwtOptions options, JwtSettings settings) => options.Complete(options =>
    {
        options.Algorithm = settings.Keys.Signing.Algorithm;
        options.Issuer = settings.Issuing.Issuer ?? "";
        options.Audience = settings.Issuing.Audience ?? "";
        options.ClientId = settings.Issuing.ClientId ?? "";
        options.Realm = settings.Realm;
        options.MaxTokenLifetime = settings.Issuing.MaxLifetime ?? Timeout.InfiniteTimeSpan;
        if (options.Locations.Count == 0)
            options.Locations.Add(settings.Locations[0]);
        options.HeaderPrefix = settings.Header.Prefixes[0];
        if (options.HeaderPrefixes.Count == 0)
            options.HeaderPrefixes.Add(options.HeaderPrefix);
        options.Cookies.AccessName = settings.Cookies.AccessName;
        options.Cookies.RefreshName = settings.Cookies.RefreshName;
        options.Cookies.RefreshPath = settings.Cookies.RefreshPath;
    });
}
