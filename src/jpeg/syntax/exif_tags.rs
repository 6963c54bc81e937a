//! Names of TIFF, EXIF, GPS, interoperability and multi-picture tags, and of value types.
//!
//! Sources: TIFF 6.0; CIPA DC-008 (Exif 3.0) 4.6; CIPA DC-007 5.2; the tags that Windows writes.

/// Which directory, and so what its tags mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directory {
    /// IFD0: the picture.
    Primary,
    /// IFD1: its thumbnail.
    Thumbnail,
    /// IFD2 and on.
    Further,
    /// How the picture was taken.
    Exif,
    /// Where.
    Gps,
    /// Under which rules it may be exchanged.
    Interoperability,
    /// Which pictures the file holds.
    MultiPictureIndex,
    /// What this picture is among them.
    MultiPictureAttributes,
}

impl Directory {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Primary => "IFD0",
            Self::Thumbnail => "IFD1",
            Self::Further => "IFD",
            Self::Exif => "ExifIFD",
            Self::Gps => "GPSIFD",
            Self::Interoperability => "InteroperabilityIFD",
            Self::MultiPictureIndex => "MPIndexIFD",
            Self::MultiPictureAttributes => "MPAttributeIFD",
        }
    }

    pub(super) const fn clause(self) -> &'static str {
        match self {
            Self::Primary | Self::Thumbnail | Self::Further => "CIPA DC-008 4.6.4",
            Self::Exif => "CIPA DC-008 4.6.5",
            Self::Gps => "CIPA DC-008 4.6.6",
            Self::Interoperability => "CIPA DC-008 4.6.7",
            Self::MultiPictureIndex => "CIPA DC-007 5.2.3",
            Self::MultiPictureAttributes => "CIPA DC-007 5.2.4",
        }
    }

    /// The directory that an entry with this tag points to.
    pub(super) const fn pointed_to(self, tag: u16) -> Option<Self> {
        match (self, tag) {
            (Self::Primary | Self::Thumbnail, 0x8769) => Some(Self::Exif),
            (Self::Primary | Self::Thumbnail, 0x8825) => Some(Self::Gps),
            (Self::Exif, 0xA005) => Some(Self::Interoperability),
            _ => None,
        }
    }

    /// `true` where the offset after the last entry means something.
    pub(super) const fn has_next(self) -> bool {
        matches!(
            self,
            Self::Primary | Self::Thumbnail | Self::Further | Self::MultiPictureIndex
        )
    }

    /// The directory that the offset after the last entry points to.
    pub(super) const fn next(self) -> Self {
        match self {
            Self::Primary => Self::Thumbnail,
            Self::MultiPictureIndex => Self::MultiPictureAttributes,
            _ => Self::Further,
        }
    }
}

/// The name of a tag in a directory, as an identifier; `None` for tags not listed here.
pub(super) fn tag_name(directory: Directory, tag: u16) -> Option<&'static str> {
    let tags = match directory {
        Directory::Gps => GPS,
        Directory::Interoperability => INTEROPERABILITY,
        Directory::MultiPictureIndex | Directory::MultiPictureAttributes => MULTI_PICTURE,
        _ => TIFF_AND_EXIF,
    };
    let place = tags.binary_search_by_key(&tag, |row| row.0).ok()?;
    tags.get(place).map(|row| row.1)
}

/// The name of a value type: TIFF 6.0 section 2, CIPA DC-008 4.6.2.
pub(super) const fn type_name(kind: u16) -> Option<&'static str> {
    Some(match kind {
        1 => "BYTE",
        2 => "ASCII",
        3 => "SHORT",
        4 => "LONG",
        5 => "RATIONAL",
        6 => "SBYTE",
        7 => "UNDEFINED",
        8 => "SSHORT",
        9 => "SLONG",
        10 => "SRATIONAL",
        11 => "FLOAT",
        12 => "DOUBLE",
        13 => "IFD",
        129 => "UTF-8",
        _ => return None,
    })
}

/// Tag and name, ascending.
type Tags = &'static [(u16, &'static str)];

const TIFF_AND_EXIF: Tags = &[
    (0x000B, "ProcessingSoftware"),
    (0x00FE, "NewSubfileType"),
    (0x00FF, "SubfileType"),
    (0x0100, "ImageWidth"),
    (0x0101, "ImageLength"),
    (0x0102, "BitsPerSample"),
    (0x0103, "Compression"),
    (0x0106, "PhotometricInterpretation"),
    (0x0107, "Threshholding"),
    (0x010A, "FillOrder"),
    (0x010D, "DocumentName"),
    (0x010E, "ImageDescription"),
    (0x010F, "Make"),
    (0x0110, "Model"),
    (0x0111, "StripOffsets"),
    (0x0112, "Orientation"),
    (0x0115, "SamplesPerPixel"),
    (0x0116, "RowsPerStrip"),
    (0x0117, "StripByteCounts"),
    (0x0118, "MinSampleValue"),
    (0x0119, "MaxSampleValue"),
    (0x011A, "XResolution"),
    (0x011B, "YResolution"),
    (0x011C, "PlanarConfiguration"),
    (0x011D, "PageName"),
    (0x011E, "XPosition"),
    (0x011F, "YPosition"),
    (0x0122, "GrayResponseUnit"),
    (0x0123, "GrayResponseCurve"),
    (0x0128, "ResolutionUnit"),
    (0x0129, "PageNumber"),
    (0x012D, "TransferFunction"),
    (0x0131, "Software"),
    (0x0132, "DateTime"),
    (0x013B, "Artist"),
    (0x013C, "HostComputer"),
    (0x013D, "Predictor"),
    (0x013E, "WhitePoint"),
    (0x013F, "PrimaryChromaticities"),
    (0x0140, "ColorMap"),
    (0x0141, "HalftoneHints"),
    (0x0142, "TileWidth"),
    (0x0143, "TileLength"),
    (0x0144, "TileOffsets"),
    (0x0145, "TileByteCounts"),
    (0x014A, "SubIFDs"),
    (0x014C, "InkSet"),
    (0x0152, "ExtraSamples"),
    (0x0153, "SampleFormat"),
    (0x0156, "TransferRange"),
    (0x015B, "JPEGTables"),
    (0x0200, "JPEGProc"),
    (0x0201, "JPEGInterchangeFormat"),
    (0x0202, "JPEGInterchangeFormatLength"),
    (0x0211, "YCbCrCoefficients"),
    (0x0212, "YCbCrSubSampling"),
    (0x0213, "YCbCrPositioning"),
    (0x0214, "ReferenceBlackWhite"),
    (0x02BC, "XMLPacket"),
    (0x4746, "Rating"),
    (0x4749, "RatingPercent"),
    (0x8298, "Copyright"),
    (0x829A, "ExposureTime"),
    (0x829D, "FNumber"),
    (0x83BB, "IPTC"),
    (0x8649, "ImageResources"),
    (0x8769, "ExifIFDPointer"),
    (0x8773, "InterColorProfile"),
    (0x8822, "ExposureProgram"),
    (0x8824, "SpectralSensitivity"),
    (0x8825, "GPSInfoIFDPointer"),
    (0x8827, "PhotographicSensitivity"),
    (0x8828, "OECF"),
    (0x8830, "SensitivityType"),
    (0x8831, "StandardOutputSensitivity"),
    (0x8832, "RecommendedExposureIndex"),
    (0x8833, "ISOSpeed"),
    (0x8834, "ISOSpeedLatitudeyyy"),
    (0x8835, "ISOSpeedLatitudezzz"),
    (0x9000, "ExifVersion"),
    (0x9003, "DateTimeOriginal"),
    (0x9004, "DateTimeDigitized"),
    (0x9010, "OffsetTime"),
    (0x9011, "OffsetTimeOriginal"),
    (0x9012, "OffsetTimeDigitized"),
    (0x9101, "ComponentsConfiguration"),
    (0x9102, "CompressedBitsPerPixel"),
    (0x9201, "ShutterSpeedValue"),
    (0x9202, "ApertureValue"),
    (0x9203, "BrightnessValue"),
    (0x9204, "ExposureBiasValue"),
    (0x9205, "MaxApertureValue"),
    (0x9206, "SubjectDistance"),
    (0x9207, "MeteringMode"),
    (0x9208, "LightSource"),
    (0x9209, "Flash"),
    (0x920A, "FocalLength"),
    (0x9214, "SubjectArea"),
    (0x927C, "MakerNote"),
    (0x9286, "UserComment"),
    (0x9290, "SubSecTime"),
    (0x9291, "SubSecTimeOriginal"),
    (0x9292, "SubSecTimeDigitized"),
    (0x9400, "Temperature"),
    (0x9401, "Humidity"),
    (0x9402, "Pressure"),
    (0x9403, "WaterDepth"),
    (0x9404, "Acceleration"),
    (0x9405, "CameraElevationAngle"),
    (0x9C9B, "XPTitle"),
    (0x9C9C, "XPComment"),
    (0x9C9D, "XPAuthor"),
    (0x9C9E, "XPKeywords"),
    (0x9C9F, "XPSubject"),
    (0xA000, "FlashpixVersion"),
    (0xA001, "ColorSpace"),
    (0xA002, "PixelXDimension"),
    (0xA003, "PixelYDimension"),
    (0xA004, "RelatedSoundFile"),
    (0xA005, "InteroperabilityIFDPointer"),
    (0xA20B, "FlashEnergy"),
    (0xA20C, "SpatialFrequencyResponse"),
    (0xA20E, "FocalPlaneXResolution"),
    (0xA20F, "FocalPlaneYResolution"),
    (0xA210, "FocalPlaneResolutionUnit"),
    (0xA214, "SubjectLocation"),
    (0xA215, "ExposureIndex"),
    (0xA217, "SensingMethod"),
    (0xA300, "FileSource"),
    (0xA301, "SceneType"),
    (0xA302, "CFAPattern"),
    (0xA401, "CustomRendered"),
    (0xA402, "ExposureMode"),
    (0xA403, "WhiteBalance"),
    (0xA404, "DigitalZoomRatio"),
    (0xA405, "FocalLengthIn35mmFilm"),
    (0xA406, "SceneCaptureType"),
    (0xA407, "GainControl"),
    (0xA408, "Contrast"),
    (0xA409, "Saturation"),
    (0xA40A, "Sharpness"),
    (0xA40B, "DeviceSettingDescription"),
    (0xA40C, "SubjectDistanceRange"),
    (0xA420, "ImageUniqueID"),
    (0xA430, "CameraOwnerName"),
    (0xA431, "BodySerialNumber"),
    (0xA432, "LensSpecification"),
    (0xA433, "LensMake"),
    (0xA434, "LensModel"),
    (0xA435, "LensSerialNumber"),
    (0xA436, "ImageTitle"),
    (0xA437, "Photographer"),
    (0xA438, "ImageEditor"),
    (0xA439, "CameraFirmware"),
    (0xA43A, "RAWDevelopingSoftware"),
    (0xA43B, "ImageEditingSoftware"),
    (0xA43C, "MetadataEditingSoftware"),
    (0xA460, "CompositeImage"),
    (0xA461, "SourceImageNumberOfCompositeImage"),
    (0xA462, "SourceExposureTimesOfCompositeImage"),
    (0xA500, "Gamma"),
    (0xC4A5, "PrintImageMatching"),
    (0xEA1C, "Padding"),
    (0xEA1D, "OffsetSchema"),
];

const GPS: Tags = &[
    (0x00, "GPSVersionID"),
    (0x01, "GPSLatitudeRef"),
    (0x02, "GPSLatitude"),
    (0x03, "GPSLongitudeRef"),
    (0x04, "GPSLongitude"),
    (0x05, "GPSAltitudeRef"),
    (0x06, "GPSAltitude"),
    (0x07, "GPSTimeStamp"),
    (0x08, "GPSSatellites"),
    (0x09, "GPSStatus"),
    (0x0A, "GPSMeasureMode"),
    (0x0B, "GPSDOP"),
    (0x0C, "GPSSpeedRef"),
    (0x0D, "GPSSpeed"),
    (0x0E, "GPSTrackRef"),
    (0x0F, "GPSTrack"),
    (0x10, "GPSImgDirectionRef"),
    (0x11, "GPSImgDirection"),
    (0x12, "GPSMapDatum"),
    (0x13, "GPSDestLatitudeRef"),
    (0x14, "GPSDestLatitude"),
    (0x15, "GPSDestLongitudeRef"),
    (0x16, "GPSDestLongitude"),
    (0x17, "GPSDestBearingRef"),
    (0x18, "GPSDestBearing"),
    (0x19, "GPSDestDistanceRef"),
    (0x1A, "GPSDestDistance"),
    (0x1B, "GPSProcessingMethod"),
    (0x1C, "GPSAreaInformation"),
    (0x1D, "GPSDateStamp"),
    (0x1E, "GPSDifferential"),
    (0x1F, "GPSHPositioningError"),
];

const INTEROPERABILITY: Tags = &[
    (0x0001, "InteroperabilityIndex"),
    (0x0002, "InteroperabilityVersion"),
    (0x1000, "RelatedImageFileFormat"),
    (0x1001, "RelatedImageWidth"),
    (0x1002, "RelatedImageLength"),
];

const MULTI_PICTURE: Tags = &[
    (0xB000, "MPFVersion"),
    (0xB001, "NumberOfImages"),
    (0xB002, "MPEntry"),
    (0xB003, "ImageUIDList"),
    (0xB004, "TotalFrames"),
    (0xB101, "MPIndividualNum"),
    (0xB201, "PanOrientation"),
    (0xB202, "PanOverlap_H"),
    (0xB203, "PanOverlap_V"),
    (0xB204, "BaseViewpointNum"),
    (0xB205, "ConvergenceAngle"),
    (0xB206, "BaselineLength"),
    (0xB207, "VerticalDivergence"),
    (0xB208, "AxisDistance_X"),
    (0xB209, "AxisDistance_Y"),
    (0xB20A, "AxisDistance_Z"),
    (0xB20B, "YawAngle"),
    (0xB20C, "PitchAngle"),
    (0xB20D, "RollAngle"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_ascend() {
        for tags in [TIFF_AND_EXIF, GPS, INTEROPERABILITY, MULTI_PICTURE] {
            assert!(tags.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
        assert_eq!(tag_name(Directory::Gps, 2), Some("GPSLatitude"));
        assert_eq!(tag_name(Directory::Primary, 0x112), Some("Orientation"));
        assert_eq!(tag_name(Directory::Primary, 2), None);
    }
}
