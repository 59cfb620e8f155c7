namespace JwtExtended.MinimalApi;

/// <summary>How a request that carries its token by cookie proves that no other site made it.</summary>
public enum CsrfMode
{
    /// <summary>
    /// What the browser says decides: <c>Sec-Fetch-Site</c>, else <c>Origin</c>, and without either the double submit. A front end of the same origin
    /// needs no code for it.
    /// </summary>
    Automatic,

    /// <summary>What the browser says, and always the double submit as well: the header or form field repeats the <c>csrf</c> claim, which a readable cookie holds.</summary>
    DoubleSubmit,

    /// <summary>No proof is asked for. Warns at the start: only for APIs that no browser reaches.</summary>
    Off,
}
