// What every visit asks first. The page's head names it too, so that the answer is on its way before the script is.
export const firstQuestion = '/v1/locations?limit=200'
